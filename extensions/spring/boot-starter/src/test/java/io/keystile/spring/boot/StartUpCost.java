package io.keystile.spring.boot;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Prints what the starter adds to a start of {@link TomcatTest}'s application on Tomcat: beans, and the median of the
 * milliseconds on the clock and of the main thread's CPU. The first start of a JVM, which loads the classes, is apart.
 */
final class StartUpCost {
    private static final int STARTS = 15;

    private StartUpCost() {}

    private record Start(int beans, long millis, long cpuMillis) {}

    /** Measures. */
    public static void main(String[] args) {
        boolean first = args.length == 0 || !args[0].equals("without");
        print(first ? "first start, with" : "first start, without", List.of(start(first)));
        List<Start> with = new ArrayList<>();
        List<Start> without = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            with.add(start(true));
            without.add(start(false));
        }
        print("with", with);
        print("without", without);
    }

    private static Start start(boolean enabled) {
        String[] settings = Stream.of(
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--keystile.enabled=" + enabled,
                        "--keystile.brand=pk",
                        "--keystile.environments=live",
                        "--keystile.store.type=memory",
                        "--keystile.security.enabled=false")
                .toArray(String[]::new);
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long before = System.nanoTime();
        try (ConfigurableApplicationContext context = SpringApplication.run(TomcatTest.Application.class, settings)) {
            long millis = (System.nanoTime() - before) / 1_000_000;
            long cpuMillis = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu) / 1_000_000;
            return new Start(context.getBeanDefinitionCount(), millis, cpuMillis);
        }
    }

    private static void print(String what, List<Start> starts) {
        System.out.printf(
                "%s: %d beans, %d ms, %d ms of CPU%n",
                what,
                starts.get(0).beans(),
                median(starts.stream().map(Start::millis).toList()),
                median(starts.stream().map(Start::cpuMillis).toList()));
    }

    private static long median(List<Long> values) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
