#!/usr/bin/env bash
# Measures the throughput of a trivial endpoint with the filter relative to without it. Needs wrk, curl and the built jar.
#   benchmarks/filter-overhead.sh [rounds] [seconds]
set -euo pipefail
cd "$(dirname "$0")"
rounds=${1:-10}
seconds=${2:-10}

coproc SERVER { exec java -cp target/benchmarks.jar io.keystile.benchmarks.filter.FilterOverheadServer; }
trap 'kill "$SERVER_PID"' EXIT
read -r _ port <&"${SERVER[0]}"
read -r _ key <&"${SERVER[0]}"

rate() { # path seconds: prints requests per second; the key is sent to both paths
  wrk -t1 -c16 -d"$2"s -H "Authorization: Bearer $key" "http://127.0.0.1:$port/$1/resource" | awk '
    /Non-2xx/ {failed = 1}
    /Requests\/sec/ {rate = $2}
    END {if (failed || rate == 0) exit 1; print rate}'
}

status() { # path [curl options]: prints the HTTP status of one request
  curl -s -o /dev/null -w '%{http_code}' "${@:2}" "http://127.0.0.1:$port/$1/resource"
}
[ "$(status plain) $(status protected) $(status protected -H "Authorization: Bearer $key")" = '200 401 200' ]

rate plain 15 >/dev/null && rate protected 15 >/dev/null # warm up
printf 'round\tplain/s\tprotected/s\tratio\n'
for ((round = 1; round <= rounds; round++)); do
  if ((round % 2)); then
    plain=$(rate plain "$seconds") guarded=$(rate protected "$seconds")
  else
    guarded=$(rate protected "$seconds") plain=$(rate plain "$seconds")
  fi
  awk -v r="$round" -v p="$plain" -v g="$guarded" 'BEGIN {printf "%d\t%.0f\t%.0f\t%.3f\n", r, p, g, g / p}'
done | awk '
  {print; fflush(); n++; sum += $4; squares += $4 * $4}
  END {
    mean = sum / n
    printf "mean ratio %.3f, standard error %.3f\n", mean, sqrt((squares / n - mean * mean) / (n > 1 ? n - 1 : 1))
  }'
