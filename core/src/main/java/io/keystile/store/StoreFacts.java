package io.keystile.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keystile.json.JsonException;
import io.keystile.json.JsonObject;
import io.keystile.json.JsonReader;
import io.keystile.json.JsonValue;
import io.keystile.json.PlansJson;
import io.keystile.key.ApiKeyFormat;
import io.keystile.key.KeyFormat;
import io.keystile.key.Pepper;
import io.keystile.key.SecretHasher;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The brand, the pepper checks and the plans of the application whose keys are in a store. The store keeps them, so
 * that an application or a command line with another brand or another pepper is refused when it starts. The first
 * {@code Keystile} that opens the store records them. Immutable.
 *
 * @param brand the brand of new keys
 * @param pepperChecks the {@linkplain Pepper#checkValue check value} of each pepper that has signed, by version;
 *     unmodifiable. Peppers that only verify are left out, since they may be weak
 * @param plans the plans of the application that started last, for the command line; null if they are not known, for
 *     example because the application finds them in a table of its own
 */
public record StoreFacts(
        String brand,
        SortedMap<Integer, String> pepperChecks,
        @Nullable Plans plans) {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFacts.class);
    private static final Pattern CHECK_VALUE = Pattern.compile("[0-9a-f]{16}");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,8}");
    /** More than the nodes that record different peppers at the same time. */
    private static final int MAX_TRIES = 100;

    /**
     * Checks the values and copies the map.
     *
     * @throws IllegalArgumentException if the brand is not well-formed, or a check value is not 16 hex digits
     */
    public StoreFacts {
        ApiKeyFormat.ofBrand(brand);
        for (String value : pepperChecks.values()) {
            if (!CHECK_VALUE.matcher(value).matches()) {
                throw new IllegalArgumentException("A pepper's check value has 16 hex digits");
            }
        }
        pepperChecks = Collections.unmodifiableSortedMap(new TreeMap<>(pepperChecks));
    }

    /** Creates facts of an application whose plans are not known. */
    public StoreFacts(String brand, SortedMap<Integer, String> pepperChecks) {
        this(brand, pepperChecks, null);
    }

    /**
     * Checks that a store belongs to an application: it knows no brand, or one of the application's; and of each of the
     * application's peppers it knows no check value, or the same. Writes nothing.
     *
     * @param formats the formats of the application's keys; those without a brand are ignored
     * @throws IllegalStateException if the store belongs to another application, or a pepper is not the same; the
     *     message names what the store knows, what is configured, and what to do
     * @throws StoreException if the store cannot be read
     */
    public static void check(ApiKeyStore store, List<? extends KeyFormat> formats, SecretHasher hasher) {
        store.facts().ifPresent(facts -> facts.requireSame(brandsOf(formats), hasher));
    }

    /**
     * Checks like {@link #check}, and then records the application's own brand, the check values of its peppers that
     * sign, and its plans. Nodes that start at the same time agree on brand and peppers, or all but one are refused.
     *
     * @param formats the formats of the application's keys; the first with a brand is that of new keys
     * @param plans replaces the plans that the store knows, and logs a warning if these differ; anything but
     *     {@link Plans}, such as null, leaves them
     * @throws IllegalStateException as for {@link #check}, or if the store knows a pepper and none is configured
     * @throws StoreException if the store cannot be read or written
     */
    public static void record(
            ApiKeyStore store, List<? extends KeyFormat> formats, SecretHasher hasher, @Nullable PlanSource plans) {
        List<String> brands = brandsOf(formats);
        for (int tries = 0; tries < MAX_TRIES; tries++) {
            StoreFacts known = store.facts().orElse(null);
            SortedMap<Integer, String> checks = Collections.emptySortedMap();
            if (known != null) {
                known.requireSame(brands, hasher);
                known.requirePepper(hasher);
                checks = known.pepperChecks;
            }
            Plans before = known == null ? null : known.plans;
            Plans after = plans instanceof Plans set ? set : before;
            StoreFacts next = new StoreFacts(brands.get(0), checksOf(hasher, checks), after);
            if (next.equals(known)) {
                return;
            }
            if (store.replaceFacts(known, next)) {
                warnIfChanged(before, after);
                return;
            }
        }
        throw new StoreException("Other nodes kept recording other peppers in the store; start again");
    }

    private static void warnIfChanged(@Nullable Plans before, @Nullable Plans after) {
        if (before == null || after == null || before.equals(after)) {
            return;
        }
        Set<Plan> changed = new LinkedHashSet<>(before.all());
        changed.addAll(after.all());
        changed.removeIf(plan -> before.all().contains(plan) && after.all().contains(plan));
        String names = changed.stream().map(Plan::name).distinct().collect(Collectors.joining(", "));
        LOG.warn(
                "The plans differ from those of the application that started last, and replace them in the store: {}",
                names);
    }

    private static List<String> brandsOf(List<? extends KeyFormat> formats) {
        return formats.stream()
                .filter(ApiKeyFormat.class::isInstance)
                .map(format -> ((ApiKeyFormat) format).brand())
                .toList();
    }

    private static SortedMap<Integer, String> checksOf(SecretHasher hasher, SortedMap<Integer, String> known) {
        SortedMap<Integer, String> checks = new TreeMap<>(known);
        hasher.peppers().stream()
                .filter(Pepper::signs)
                .forEach(pepper -> checks.put(pepper.version(), pepper.checkValue()));
        return checks;
    }

    private void requireSame(List<String> brands, SecretHasher hasher) {
        if (!brands.isEmpty() && !brands.contains(brand)) {
            throw new IllegalStateException("The keys in this store have the brand \"" + brand + "\", but \""
                    + brands.get(0) + "\" is configured; configure \"" + brand + "\", or open the store of the \""
                    + brands.get(0) + "\" keys. To change the brand of new keys, accept the old one too, with"
                    + " .alsoAccept(ApiKeyFormat.ofBrand(\"" + brand + "\"))");
        }
        hasher.peppers().forEach(this::requireSame);
    }

    /** Requires a pepper of whoever issues keys, which would otherwise be hashed without one. */
    private void requirePepper(SecretHasher hasher) {
        if (!pepperChecks.isEmpty() && hasher.peppers().isEmpty()) {
            throw new IllegalStateException("This store's keys are hashed with pepper " + pepperChecks.lastKey()
                    + ", and no pepper is configured; configure it. To give up peppers, configure it for verifying only"
                    + " until no key needs it, and then use the command \"keystile store forget\"");
        }
    }

    private void requireSame(Pepper pepper) {
        String known = pepperChecks.get(pepper.version());
        String configured = pepper.checkValue();
        if (known != null && !known.equals(configured)) {
            // That of a weak pepper would allow guesses of it to be tested.
            String own = pepper.signs() ? "its check value is " + configured + ", and " : "";
            throw new IllegalStateException("Pepper " + pepper.version() + " is not the one that this store's keys were"
                    + " hashed with: " + own + "the store knows " + known
                    + "; configure the right pepper, or give a new one a version of its own, such as "
                    + (pepperChecks.lastKey() + 1L));
        }
    }

    /** Returns whether the brands are the same, and no pepper version has different check values. */
    public boolean isCompatibleWith(StoreFacts other) {
        return brand.equals(other.brand)
                && pepperChecks.entrySet().stream()
                        .allMatch(pepper -> other.pepperChecks
                                .getOrDefault(pepper.getKey(), pepper.getValue())
                                .equals(pepper.getValue()));
    }

    /** Returns these facts as one line of JSON, for stores that keep them as a text. */
    public String toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("brand", brand);
        if (!pepperChecks.isEmpty()) {
            ObjectNode peppers = json.putObject("peppers");
            pepperChecks.forEach((version, value) -> peppers.put(String.valueOf(version), value));
        }
        if (plans != null) {
            json.set("plans", PlansJson.write(plans));
        }
        return json.toString();
    }

    /**
     * Reads the text of {@link #toJson}.
     *
     * @throws StoreException if it has another form
     */
    public static StoreFacts parse(String json) {
        try {
            return read(JsonReader.read(json, "facts"));
        } catch (JsonException e) {
            throw new StoreException("The facts of the application in the store cannot be read: " + e.getMessage(), e);
        }
    }

    static StoreFacts read(JsonValue value) {
        JsonObject json = JsonObject.of(value, "brand", "peppers", "plans");
        SortedMap<Integer, String> checks = new TreeMap<>();
        json.textMap("peppers").forEach((version, check) -> checks.put(version(json.get("peppers"), version), check));
        Plans plans = json.has("plans") ? PlansJson.read(json.get("plans")) : null;
        return value.checked(() -> new StoreFacts(json.text("brand"), checks, plans));
    }

    private static Integer version(JsonValue peppers, String text) {
        if (!VERSION.matcher(text).matches()) {
            throw peppers.wrong("write the version of a pepper, such as \"1\", before each check value");
        }
        return Integer.valueOf(text);
    }
}
