package io.keystile.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Where values lie on an axis. */
final class Scale {
    private static final int MOST_STEPS = 8;

    private final List<Double> ticks;
    private final DoubleUnaryOperator position;

    private Scale(List<Double> ticks, DoubleUnaryOperator position, double start, double end) {
        double from = position.applyAsDouble(ticks.get(0));
        double to = position.applyAsDouble(ticks.get(ticks.size() - 1));
        this.ticks = ticks;
        this.position = value -> start + (position.applyAsDouble(value) - from) / (to - from) * (end - start);
    }

    /** From zero to a round number that is no less than the greatest value; {@code start} and {@code end} are pixels. */
    static Scale linear(double greatest, double start, double end) {
        double step = Math.pow(10, Math.floor(Math.log10(greatest)) - 1);
        for (int i = 0; greatest / step > MOST_STEPS; i++) {
            step *= i % 3 == 1 ? 2.5 : 2;
        }
        List<Double> ticks = new ArrayList<>(List.of(0.0));
        for (int i = 1; ticks.get(ticks.size() - 1) < greatest; i++) {
            ticks.add(i * step);
        }
        return new Scale(ticks, value -> value, start, end);
    }

    /** In powers of ten, from one that is no greater than the least value. */
    static Scale logarithmic(double least, double greatest, double start, double end) {
        double from = Math.floor(Math.log10(least));
        double to = Math.max(from + 1, Math.ceil(Math.log10(greatest)));
        List<Double> ticks = new ArrayList<>();
        for (double power = from; power <= to; power++) {
            ticks.add(Math.pow(10, power));
        }
        return new Scale(ticks, Math::log10, start, end);
    }

    List<Double> ticks() {
        return ticks;
    }

    double at(double value) {
        return position.applyAsDouble(value);
    }
}
