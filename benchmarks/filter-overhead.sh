#!/usr/bin/env bash
# Measures the throughput and the CPU time of a trivial endpoint behind the filter, relative to a filter that only sets
# the same fields. Needs wrk, curl and the built jar.
#   benchmarks/filter-overhead.sh [--json file] [--java command] [rounds] [seconds]
set -euo pipefail
json='' java=java
while [[ ${1-} == --* ]]; do
  case $1 in
    --json) json=$(realpath -m "$2") ;;
    --java) java=$2 ;;
    *) echo "Unknown option: $1" >&2 && exit 2 ;;
  esac
  shift 2
done
rounds=${1:-10}
seconds=${2:-10}
cd "$(dirname "$0")"
contexts=(plain emptyFilter emptyFilterWithFields protected)

coproc SERVER { exec "$java" -cp target/benchmarks.jar io.keystile.benchmarks.filter.FilterOverheadServer; }
trap 'kill "$SERVER_PID"' EXIT
read -r _ port <&"${SERVER[0]}"
read -r _ key <&"${SERVER[0]}"

cpu() { # prints the CPU time of the server so far, in nanoseconds
  curl -sf "http://127.0.0.1:$port/cpu/"
}

measure() { # context seconds: prints requests per second and CPU time per request in microseconds; all get the key
  local before
  before=$(cpu)
  wrk -t1 -c16 -d"$2"s -H "Authorization: Bearer $key" "http://127.0.0.1:$port/$1/resource" >target/wrk.txt
  awk -v cpu="$(($(cpu) - before))" '
    /Non-2xx|Socket errors/ {failed = 1}
    /requests in/ {requests = $1}
    /Requests\/sec/ {rate = $2}
    END {if (failed || rate == 0) exit 1; printf "%.0f %.3f\n", rate, cpu / requests / 1000}' target/wrk.txt
}

status() { # path [curl options]: prints the HTTP status of one request
  curl -s -o /dev/null -w '%{http_code}' "${@:2}" "http://127.0.0.1:$port/$1/resource"
}
[ "$(status plain) $(status protected) $(status protected -H "Authorization: Bearer $key")" = '200 401 200' ]

for context in "${contexts[@]}" "${contexts[@]}"; do measure "$context" 8 >/dev/null; done # warm up
for ((round = 1; round <= rounds; round++)); do
  # Each context is at each place equally often, and follows each other context.
  for ((i = 0; i < 4; i++)); do
    context=${contexts[((round % 2 ? i : 3 - i) + round / 2) % 4]}
    echo "$round $context $(measure "$context" "$seconds")"
  done
done | awk -v json="${json:-/dev/null}" '
  BEGIN {print "round\tcontext\trequests/s\tCPU us"}
  {
    printf "%d\t%-21s\t%d\t%.2f\n", $1, $2, $3, $4
    fflush()
    rate[$1, $2] = $3; cpu[$1, $2] = $4; rounds = $1
    printf "%s{\"round\":%d,\"context\":\"%s\",\"requestsPerSecond\":%d,\"cpuMicrosPerRequest\":%.3f}", \
      (NR > 1 ? ",\n" : "["), $1, $2, $3, $4 > json
  }
  function ratios(values, above, below,   n, i, j, x, r, sum, squares) { # median and standard error over the rounds
    n = 0
    for (i = 1; i <= rounds; i++) {
      x = values[i, above] / values[i, below]
      sum += x; squares += x * x
      for (j = n++; j > 0 && r[j] > x; j--) r[j + 1] = r[j]
      r[j + 1] = x
    }
    x = squares / n - sum / n * (sum / n)
    return sprintf("%.3f +-%.3f", (r[int((n + 1) / 2)] + r[int(n / 2) + 1]) / 2, sqrt((x > 0 ? x : 0) / (n > 1 ? n - 1 : 1)))
  }
  function line(above, below) {
    printf "%s / %s: throughput %s, CPU time %s\n", above, below, ratios(rate, above, below), ratios(cpu, above, below)
  }
  END {
    print "]" > json
    line("protected", "emptyFilterWithFields"); line("protected", "emptyFilter"); line("protected", "plain")
    line("emptyFilterWithFields", "plain"); line("emptyFilter", "plain")
  }'
