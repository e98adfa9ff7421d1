#!/usr/bin/env bash
# Measures everything in docs/benchmarks.md with each Java given, by default with `java`. Needs the built jar.
#   benchmarks/report.sh [--quick] [--only name,name] [java-home ...]
# --only shared stands for all of limits shared by nodes.
# Writes to benchmarks/results/jdk<feature>/; with --quick, a short run for a check only, to benchmarks/target/quick/.
set -euo pipefail
cd "$(dirname "$0")"
jar=target/benchmarks.jar quick='' only='' homes=()
while (($#)); do
  case $1 in
    --quick) quick=yes ;;
    --only) only=",$2," && shift ;;
    -*) sed -n '2,5p' "$0" >&2 && exit 2 ;;
    *) homes+=("$1") ;;
  esac
  shift
done
[ -f "$jar" ] || { echo "$jar does not exist; build it: mvn -pl benchmarks -am package -DskipTests" >&2; exit 1; }

step() { # name command...: writes one file of results; a failure stops the script
  [[ -z $only || $only == *,$1,* || $1 == shared-* && $only == *,shared,* ]] || return 0
  echo "== JDK $feature: $1, $(date -u +%T)"
  rm -f "$out/$1.json"
  "${@:2}" || { echo "report.sh: $1 failed on JDK $feature ($java), see its output above" >&2; exit 1; }
  [ -s "$out/$1.json" ] || { echo "report.sh: $1 on JDK $feature wrote no $out/$1.json" >&2; exit 1; }
}

jmh() { # name benchmark forks options...; a failed trial fails the step
  local times=(-wi 5 -w 1 -i 5 -r 1)
  # Benchmarks with many rows take half as long per iteration, so that one Java is done in about 20 minutes.
  case $1 in limiter | limiter-threads | allowlist | parse | frameworks | hash*) times=(-wi 5 -w 500ms -i 5 -r 500ms) ;; esac
  local forks=$3
  [ -z "$quick" ] || times=(-wi 2 -w 500ms -i 2 -r 500ms) forks=1
  step "$1" "$java" -jar "$jar" "$2" -f "$forks" "${times[@]}" -prof gc -foe true -rf json -rff "$out/$1.json" "${@:4}"
}

own() { # name class options...: a measurement without JMH
  step "$1" "$java" -Xmx4g -Djol.magicFieldOffset=true -Djdk.attach.allowAttachSelf -XX:+EnableDynamicAgentLoading \
    -cp "$jar" "io.keystile.benchmarks.$2" --json "$out/$1.json" "${@:3}"
}

measure() {
  local granted='-p outcome=granted' crowd=1,100000 ranges=10,1000,100000 limits=exact,large grow=1000000 runs=20
  local paced='-p outcome=granted,wrongSecret,limitExceeded -p pause=0,10000'
  local accuracy='' footprint='' outcomes='' frameworks='' forms='' families='' shared='' costs='' sizes='' bursts='' works='' hashes=SecretHasherBenchmark
  if [ -n "$quick" ]; then
    crowd=1 paced='-p outcome=granted -p pause=0,10000' outcomes='-p outcome=admit' frameworks=$granted forms='-p form=text' limits=exact ranges=10,1000 grow=10000 runs=3 accuracy='--windows 200' footprint='--keys 100'
    shared='-p keys=1' costs='--millis 100' sizes='--max 100' bursts='--seconds 2'
    families='-p family=ipv4' works='-p work=nothing,sha256Keystile' hashes='SecretHasherBenchmark.sha256(Floor|Keystile)'
  fi
  # shellcheck disable=SC2086 # options must be split
  {
    step environment "$java" -cp "$jar" io.keystile.benchmarks.report.Environment "$out/environment.json"
    jmh authenticate AuthenticateBenchmark 2 -p implementation=none,keystile,keystileWithListener,glued $granted -p keys=1,100000
    [ -n "$quick" ] || jmh millions AuthenticateBenchmark 1 -p implementation=keystile,glued $granted -p keys=1000000
    jmh denials AuthenticateBenchmark 1 -p implementation=keystile -p keys=1
    jmh threads AuthenticateBenchmark 2 -p implementation=keystile,glued $granted -p keys=$crowd -t 2
    jmh monitoring AuthenticateBenchmark 2 -p implementation=none,keystile,keystileMonitored -p keys=1 $paced
    jmh usage UsageMeterBenchmark 2
    jmh hash "$hashes" 1 -p bytes=32
    ((feature < 21)) || jmh hash-virtual VirtualThreadBenchmark 1 -p bytes=32 $works
    jmh frameworks FrameworkBenchmark 1 -p keys=1 $frameworks
    jmh limiter RateLimiterBenchmark 1 -p keys=$crowd -p limit=$limits
    jmh limiter-threads RateLimiterBenchmark 1 -p keys=1 -p limit=exact -t 2 $outcomes
    jmh allowlist IpAllowlistBenchmark 1 -p ranges=$ranges -p outcome=hit $forms
    jmh parse IpAddressParseBenchmark 1 $families
    own accuracy ratelimit.RateLimiterAccuracy $accuracy
    own memory ratelimit.RateLimiterMemory $footprint
    jmh shared-time SharedLimiterBenchmark 1 $shared
    jmh shared-threads SharedLimiterBenchmark 1 -t 8 $shared
    own shared-costs nodes.SharedLimiterCosts $costs
    own shared-memory nodes.SharedLimiterMemory $sizes
    own shared-accuracy nodes.SharedLimiterAccuracy $bursts
    own keys growth.KeysGrowth --max $grow
    own ranges allowlist.IpAllowlistGrowth
    own cold-start growth.ColdStart --runs $runs
  }
}

((${#homes[@]})) || homes=("$(java -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')")
for home in "${homes[@]}"; do
  java=$home/bin/java
  [ -x "$java" ] || { echo "$java does not exist" >&2; exit 1; }
  feature=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  out=results/jdk$feature
  [ -z "$quick" ] || out=target/quick/jdk$feature
  mkdir -p "$out"
  measure
done
