-- Decides on one call over all its limits, and charges all of them or none.
--
-- KEYS     one for each limit, all with the same hash tag
-- ARGV[1]  the cost of the call; 0 only gives permits back, or leases some
-- ARGV[2]  1 if the permits of this call may be given back later, otherwise 0
-- ARGV[3]  for each limit, either 2 or 7 numbers:
--            window     seconds
--            permits    at most so many in any window
--            debt       permits that a node has admitted without this server: counted from now on, even over the limit
--            want       permits that a node wants to lease: valid to the end of the current 64th of the window
--            stamp      of permits to give back; 0 for none
--            back       the number of those permits
--            expected   0, or they are given back only if the newest entry has this stamp and this count, and no call
--                       was denied since: then nobody was told anything that giving back makes untrue
--
-- Reply: the time in microseconds, 1 if granted, and for each limit 3 or 7 numbers:
--            used       permits that count after this call
--            reset      microseconds until the next permit comes back; 0 if none is used
--            wait       microseconds until this limit admits the call; 0 if it does
--            leased     permits leased
--            stamp      of the newest entry
--            count      of the newest entry
--            returned   1 if permits were given back
--
-- State of a limit: a header and a ring of entries, oldest first, at most 1,424 bytes, big-endian:
--            head u16, length u16, used u32, open u8, expires u56, then slots of (stamp u56, count u32)
-- An entry counts until its stamp is one window old. Its stamp is the time of the call for limits up to 128 permits,
-- otherwise the end of the 64th of the window. Stamps never decrease: if the clock goes back, permits count longer.
-- `open` is 1 while the permits of the newest call can be given back. The key itself expires one or two windows after
-- the last call.

local EXACT = 128        -- up to here each permit has a stamp of its own; also the maximum number of slots
local BLOCKS = 66        -- 64ths of a window that can count at once
local HEADER = 16
local SLOT = 11
local MAX_USED = 4000000000

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local cost = tonumber(ARGV[1])
local refundable = ARGV[2] == '1'
local count = #KEYS
local stride = (#ARGV - 2) / count
local extended = stride > 2
local zeros = string.rep('\0', SLOT)

local function slot(state, i)
  local at = HEADER + SLOT * ((state.head + i) % state.capacity)
  local stamp, number = struct.unpack('>I7I4', state.raw, at + 1)
  return stamp, number
end

-- Reads a limit's state, without the entries that have left the window.
local function read(key, window)
  local raw = redis.call('GET', key)
  if not raw then
    return {raw = '', head = 0, length = 0, used = 0, open = 0, expires = 0, capacity = 0}
  end
  local state = {raw = raw, capacity = (#raw - HEADER) / SLOT}
  state.head, state.length, state.used, state.open, state.expires = struct.unpack('>I2I2I4I1I7', raw)
  while state.length > 0 do
    local stamp, number = slot(state, 0)
    if stamp + window > now then
      break
    end
    state.used = state.used - number
    state.head = (state.head + 1) % state.capacity
    state.length = state.length - 1
  end
  return state
end

local function header(state)
  return struct.pack('>I2I2I4I1I7', state.head, state.length, state.used, state.open, state.expires)
end

-- Writes the entries anew, from the first slot on, with the given number of slots. SET allocates just that; SETRANGE
-- would allocate twice as much to grow a text.
local function rewrite(key, state, entries, capacity)
  state.head = 0
  state.length = #entries
  state.capacity = capacity
  state.raw = header(state) .. table.concat(entries) .. string.rep(zeros, capacity - #entries)
  redis.call('SET', key, state.raw, 'KEEPTTL')
end

-- Makes room for one more entry.
local function grow(key, state, permits, window)
  local entries = {}
  if state.length < EXACT then
    for i = 0, state.length - 1 do
      entries[i + 1] = struct.pack('>I7I4', slot(state, i))
    end
    local most = permits > EXACT and BLOCKS or math.min(permits, EXACT)
    local capacity = math.min(math.max(4, 2 * state.capacity), math.max(most, state.length + 1))
    return rewrite(key, state, entries, math.min(capacity, EXACT))
  end
  -- Entries of one 64th become one entry with the latest of their stamps: at most a 64th later, never earlier.
  local block, stamp, number = 0, 0, 0
  for i = 0, state.length - 1 do
    local s, n = slot(state, i)
    if math.ceil(s / (window / 64)) ~= block then
      if number > 0 then
        entries[#entries + 1] = struct.pack('>I7I4', stamp, number)
      end
      block, number = math.ceil(s / (window / 64)), 0
    end
    stamp, number = s, number + n
  end
  entries[#entries + 1] = struct.pack('>I7I4', stamp, number)
  rewrite(key, state, entries, EXACT)
end

-- Counts permits from now on. Writes one slot and the header.
local function add(key, state, amount, stamp, permits, window)
  local newest, number = 0, 0
  if state.length > 0 then
    newest, number = slot(state, state.length - 1)
  end
  if newest ~= stamp then
    if state.length == state.capacity then
      grow(key, state, permits, window)
    end
    state.length = state.length + 1
    number = 0
  end
  number = number + amount
  local at = HEADER + SLOT * ((state.head + state.length - 1) % state.capacity)
  redis.call('SETRANGE', key, at, struct.pack('>I7I4', stamp, number))
  state.used = state.used + amount
  local renew = state.expires < stamp + window
  if renew then
    state.expires = stamp + 2 * window
  end
  redis.call('SETRANGE', key, 0, header(state))
  if renew then
    redis.call('PEXPIRE', key, math.ceil((state.expires - now) / 1000))
  end
  return number
end

-- Takes permits out of the entry with the stamp, which must have as many; returns 1 if it did.
local function giveBack(key, window, stamp, amount, expected)
  local state = read(key, window)
  for i = state.length - 1, 0, -1 do
    local s, number = slot(state, i)
    local newest = i == state.length - 1
    if expected > 0 and not (newest and state.open == 1 and s == stamp and number == expected) then
      return 0
    end
    if s == stamp then
      if number < amount then
        return 0
      end
      local at = HEADER + SLOT * ((state.head + i) % state.capacity)
      redis.call('SETRANGE', key, at, struct.pack('>I7I4', s, number - amount))
      if newest and number == amount then
        state.length = state.length - 1
      end
      state.used = state.used - amount
      state.open = 0
      redis.call('SETRANGE', key, 0, header(state))
      return 1
    end
  end
  return 0
end

-- The microseconds until so many permits have come back.
local function untilReturned(state, number, stamp, window)
  local returned = 0
  for i = 0, state.length - 1 do
    local s, n = slot(state, i)
    returned = returned + n
    if returned >= number then
      return s + window - now
    end
  end
  return stamp + window - now
end

local limits = {}
local granted = true
for i = 1, count do
  local at = 3 + (i - 1) * stride
  local limit = {window = ARGV[at] * 1000000, permits = tonumber(ARGV[at + 1]), debt = 0, want = 0, returned = 0}
  if extended then
    limit.want = tonumber(ARGV[at + 3])
    if ARGV[at + 4] ~= '0' then
      limit.returned = giveBack(KEYS[i], limit.window, tonumber(ARGV[at + 4]), tonumber(ARGV[at + 5]),
          tonumber(ARGV[at + 6]))
    end
  end
  local state = read(KEYS[i], limit.window)
  if extended then
    limit.debt = math.min(tonumber(ARGV[at + 2]), MAX_USED - state.used)
  end
  limit.state = state
  limit.charge = math.min(cost, limit.permits)
  limit.stamp = now
  if limit.permits > EXACT then
    local block = limit.window / 64
    limit.stamp = (math.floor(now / block) + 1) * block
  end
  if state.length > 0 then
    limit.stamp = math.max(limit.stamp, (slot(state, state.length - 1)))
  end
  limit.missing = state.used + limit.debt + limit.charge - limit.permits
  granted = granted and (cost == 0 or limit.missing <= 0)
  limits[i] = limit
end

local reply = {now, granted and 1 or 0}
for i = 1, count do
  local limit = limits[i]
  local state = limit.state
  local wait = 0
  if cost > 0 and limit.missing > 0 then
    wait = untilReturned(state, limit.missing, limit.stamp, limit.window)
  end
  local leased = 0
  local amount = limit.debt
  if granted then
    amount = amount + limit.charge
    if limit.permits > EXACT then
      leased = math.max(0, math.min(limit.want, math.floor((limit.permits - state.used - amount) / 16)))
      amount = amount + leased
    end
  end
  local reset = 0
  if state.used > 0 then
    reset = untilReturned(state, 1, limit.stamp, limit.window)
  elseif amount > 0 then
    reset = limit.stamp + limit.window - now
  end
  local number = 0
  if amount > 0 then
    state.open = granted and refundable and 1 or 0
    number = add(KEYS[i], state, amount, limit.stamp, limit.permits, limit.window)
  elseif wait > 0 and state.open == 1 then
    state.open = 0
    redis.call('SETRANGE', KEYS[i], 8, '\0')
  end
  reply[#reply + 1] = state.used
  reply[#reply + 1] = reset
  reply[#reply + 1] = wait
  if extended or refundable then
    reply[#reply + 1] = leased
    reply[#reply + 1] = limit.stamp
    reply[#reply + 1] = number
    reply[#reply + 1] = limit.returned
  end
end
return reply
