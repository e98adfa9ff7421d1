package io.keystile.benchmarks.allowlist;

import com.google.common.net.InetAddresses;
import inet.ipaddr.IPAddressString;
import io.keystile.net.IpAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take to parse an address?
 *
 * <p>The texts are canonical and valid. The parsers differ in what else they accept: {@code jdk} resolves any other
 * text as a host name, over the network, and {@code jdk} and {@code ipaddress} accept short and octal forms; {@code
 * guava} and {@code keystile} accept neither. {@code ipaddress} creates an object that caches later computations.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters and then calls prepare()
public class IpAddressParseBenchmark {
    private static final int RANGES = 1_000;

    /** The family of the addresses. */
    public enum Family {
        /** 7 to 15 characters. */
        ipv4,
        /** Mostly eight groups without {@code ::}, up to 39 characters. */
        ipv6
    }

    /** The parsers, named as on the command line. */
    public enum Parser {
        /** {@link IpAddress#tryParse(String)}. */
        keystile,
        /** {@link InetAddresses#forString}. */
        guava,
        /** {@link IPAddressString} by Sean C Foley. */
        ipaddress,
        /** {@link InetAddress#getByName}. */
        jdk;

        byte[] bytesOf(String text) throws UnknownHostException {
            return switch (this) {
                case keystile -> IpAddress.parse(text).toBytes();
                case guava -> InetAddresses.forString(text).getAddress();
                case ipaddress -> new IPAddressString(text).getAddress().getBytes();
                case jdk -> InetAddress.getByName(text).getAddress();
            };
        }
    }

    /** The parser to measure. */
    @Param
    Parser parser;

    /** The addresses to parse. */
    @Param
    Family family;

    private String[] texts;
    private int next;

    /** Creates the texts, and checks that the parser reads each correctly. */
    @Setup
    public void prepare() throws UnknownHostException {
        String[] mixed = new Workload(RANGES, Outcome.miss).texts();
        texts = new String[mixed.length / 2];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = mixed[family == Family.ipv4 ? 2 * i : 2 * i + 1];
            String read = InetAddress.getByAddress(parser.bytesOf(texts[i])).getHostAddress();
            if (!IpAddress.parse(read).toString().equals(texts[i])) {
                throw new IllegalStateException(texts[i] + " was parsed as " + read);
            }
        }
    }

    /** Parses one address. */
    @Benchmark
    public Object parse() throws UnknownHostException {
        String text = texts[next++ & (texts.length - 1)];
        return switch (parser) {
            case keystile -> IpAddress.parse(text);
            case guava -> InetAddresses.forString(text);
            case ipaddress -> new IPAddressString(text).getAddress();
            case jdk -> InetAddress.getByName(text);
        };
    }
}
