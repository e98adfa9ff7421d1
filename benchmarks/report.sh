#!/usr/bin/env bash
# Measures everything in docs/benchmarks.md with each Java given, by default with `java`. Needs the built jar.
#   benchmarks/report.sh [--quick] [--only name,name] [java-home ...]
# --only core stands for calls, the limiter, bytes, the filter and look-ups, and --only shared for limits shared by nodes.
# keys-ten-millions, which needs 22 GB of memory, runs only if named; MANY_KEYS=5000000 in the environment halves it.
# Writes to benchmarks/results/jdk<feature>/; with --quick, a short run for a check only, to benchmarks/target/quick/.
set -euo pipefail
cd "$(dirname "$0")"
jar=target/benchmarks.jar quick='' only='' homes=()
core=environment,authenticate,millions,denials,threads,usage,hash,limiter,limiter-threads,limiter-two
core+=,accuracy,memory,keys,cold-start,timing,filter,lookup
while (($#)); do
  case $1 in
    --quick) quick=yes ;;
    --only) only=",$2," && only=${only/,core,/,$core,} && shift ;;
    -*) sed -n '2,6p' "$0" >&2 && exit 2 ;;
    *) homes+=("$1") ;;
  esac
  shift
done
[ -f "$jar" ] || { echo "$jar does not exist; build it: mvn -pl benchmarks -am package -DskipTests" >&2; exit 1; }

wanted() { # name: whether to run the step
  case $only in
    '') [ "$1" != keys-ten-millions ] ;;
    *,"$1",*) true ;;
    *,shared,*) [[ $1 == shared-* ]] ;;
    *) false ;;
  esac
}

! wanted filter || for tool in wrk curl; do
  command -v $tool >/dev/null || { echo "filter needs $tool" >&2; exit 1; }
done

step() { # name command...: writes one file of results; a failure stops the script
  wanted "$1" || return 0
  echo "== JDK $feature: $1, $(date -u +%T)"
  local start=$SECONDS
  rm -f "$out/$1.json"
  "${@:2}" || { echo "report.sh: $1 failed on JDK $feature ($java), see its output above" >&2; exit 1; }
  [ -s "$out/$1.json" ] || { echo "report.sh: $1 on JDK $feature wrote no $out/$1.json" >&2; exit 1; }
  echo "== JDK $feature: $1 took $((SECONDS - start)) s"
}

jmh() { # name benchmark forks options...; a failed trial fails the step
  local times=(-wi 3 -w 500ms -i 5 -r 300ms) forks=$3
  case $1 in
    # Calls must reach most keys; the times of single calls need many of them.
    authenticate) times=(-wi 4 -w 500ms -i 5 -r 700ms) ;;
    millions | shared-*) times=(-wi 3 -w 1 -i 5 -r 1) ;;
    # These have many rows.
    limiter*) times=(-wi 3 -w 300ms -i 5 -r 250ms) ;;
  esac
  [ -z "$quick" ] || times=(-wi 2 -w 300ms -i 2 -r 300ms) forks=1
  step "$1" "$java" -jar "$jar" "$2" -f "$forks" "${times[@]}" -prof gc -foe true -rf json -rff "$out/$1.json" "${@:4}"
}

own() { # name class options...: a measurement without JMH
  step "$1" "$java" -Xmx"${heap:-4g}" -Djol.magicFieldOffset=true -Djdk.attach.allowAttachSelf \
    -XX:+EnableDynamicAgentLoading -cp "$jar" "io.keystile.benchmarks.$2" --json "$out/$1.json" "${@:3}"
}

measure() {
  local granted='-p outcome=granted' calls='none,keystile,keystileWithListener,glued' crowd=1,100000 ranges=10,1000,100000
  local limits=exact,large runs=20 monitored='granted,wrongSecret,limitExceeded' rounds=5000
  local grow='--max 1000000' many=${MANY_KEYS:-10000000} heap_for_many=20g load='16 2' lookups='--rounds 10 --millis 500'
  # Touching 4 GB takes a fork two seconds; calls with one key do not need them.
  local small=(-jvmArgsAppend '-Xms1g -Xmx1g -Xmn512m -XX:+AlwaysPreTouch')
  local accuracy='' footprint='' outcomes='' frameworks='' forms='' families='' shared='' costs='' sizes='' bursts='' works=''
  local hashes=SecretHasherBenchmark denials=''
  if [ -n "$quick" ]; then
    crowd=1 calls=none,keystile monitored=granted outcomes='-p outcome=admit' frameworks=$granted forms='-p form=text'
    denials='-p outcome=granted,malformed' limits=exact ranges=10,1000 runs=3 rounds=50
    grow='--max 10000' many=100000 heap_for_many=4g load='1 1' lookups='--rounds 1 --millis 200 --keys 1000'
    accuracy='--windows 200' footprint='--keys 100'
    shared='-p keys=1' costs='--millis 100' sizes='--max 100' bursts='--seconds 2'
    families='-p family=ipv4' works='-p work=nothing,sha256Keystile' hashes='SecretHasherBenchmark.sha256(Floor|Keystile)'
  fi
  # shellcheck disable=SC2086 # options must be split
  {
    step environment "$java" -cp "$jar" io.keystile.benchmarks.report.Environment "$out/environment.json"
    jmh authenticate AuthenticateBenchmark 3 -p implementation=$calls $granted -p keys=$crowd
    [ -n "$quick" ] || jmh millions AuthenticateBenchmark 1 -p implementation=keystile,glued $granted -p keys=1000000
    jmh denials AuthenticateBenchmark 2 -p implementation=keystile -p keys=1 $denials "${small[@]}"
    jmh threads AuthenticateBenchmark 1 -p implementation=keystile,glued $granted -p keys=$crowd -t 2
    jmh usage UsageMeterBenchmark 2
    jmh hash "$hashes" 1 -p bytes=32
    jmh limiter RateLimiterBenchmark 2 -p keys=$crowd -p limit=$limits
    jmh limiter-threads RateLimiterBenchmark 2 -p keys=1 -p limit=exact -t 2 $outcomes
    jmh limiter-two RateLimiterBenchmark 1 -p implementation=keystile,bucket4j -p keys=$crowd \
      -p limit=twoLimits,twoBuckets -p outcome=admit
    own accuracy ratelimit.RateLimiterAccuracy $accuracy
    own memory ratelimit.RateLimiterMemory $footprint
    own keys growth.KeysGrowth $grow
    own cold-start growth.ColdStart --runs $runs
    own timing timing.TimingExperiment --rounds $rounds
    step filter ./filter-overhead.sh --json "$out/filter.json" --java "$java" $load
    own lookup lookup.LookupCost $lookups
    jmh monitoring AuthenticateBenchmark 1 -p implementation=keystile,keystileMonitored -p keys=1 \
      -p outcome=$monitored -p pause=0,10000 "${small[@]}"
    ((feature < 21)) || jmh hash-virtual VirtualThreadBenchmark 1 -p bytes=32 $works
    jmh frameworks FrameworkBenchmark 1 -p keys=1 $frameworks
    jmh allowlist IpAllowlistBenchmark 1 -p ranges=$ranges -p outcome=hit $forms
    jmh parse IpAddressParseBenchmark 1 $families
    own ranges allowlist.IpAllowlistGrowth
    heap=$heap_for_many own keys-ten-millions growth.KeysGrowth --min $many --max $many
    for sampled in shared-time:1 shared-threads:8; do
      jmh ${sampled%:*} SharedLimiterBenchmark 1 -t ${sampled#*:} $shared
      ! wanted ${sampled%:*} || "$java" -cp "$jar" io.keystile.benchmarks.report.HistogramRemover "$out/${sampled%:*}.json"
    done
    own shared-costs nodes.SharedLimiterCosts $costs
    own shared-memory nodes.SharedLimiterMemory $sizes
    own shared-accuracy nodes.SharedLimiterAccuracy $bursts
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
