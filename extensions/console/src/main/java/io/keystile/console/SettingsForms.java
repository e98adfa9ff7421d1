package io.keystile.console;

import io.keystile.console.views.Difference;
import io.keystile.console.views.FieldError;
import io.keystile.console.views.FormOptions;
import io.keystile.console.views.FormOptions.Choice;
import io.keystile.console.views.FormOptions.Expiry;
import io.keystile.console.views.FormOptions.PermissionGroup;
import io.keystile.console.views.SettingsForm;
import io.keystile.console.views.Text;
import io.keystile.model.ApiKeySettings;
import io.keystile.model.KeyPolicy;
import io.keystile.model.Permission;
import io.keystile.model.PermissionSet;
import io.keystile.model.Plan;
import io.keystile.model.PlanSource;
import io.keystile.model.Plans;
import io.keystile.net.IpAllowlist;
import io.keystile.ratelimit.RateLimit;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the form of a key's settings, and reads it. Thread-safe. */
final class SettingsForms {
    private static final List<String> TEXTS = List.of(
            "name",
            "environment",
            "permissions",
            "expiry",
            "expiryDate",
            "expiryFrom",
            "allowlist",
            "owner",
            "tags",
            "services",
            "metadata",
            "plan",
            "limits");

    private static final List<Duration> LIVES = List.of(Duration.ofDays(30), Duration.ofDays(90), Duration.ofDays(365));
    private static final Duration USUAL_LIFE = Duration.ofDays(90);
    private static final String NEVER = "never";
    private static final String CUSTOM = "custom";
    private static final String KEEP = "keep";

    private final ConsoleSettings settings;

    /**
     * What was read.
     *
     * @param settings the settings; incomplete if there are errors
     * @param errors what is wrong with fields
     */
    record Reading(ApiKeySettings settings, List<FieldError> errors) {}

    SettingsForms(ConsoleSettings settings) {
        this.settings = settings;
    }

    /** Returns the form for a new key. */
    SettingsForm blank(Call call) {
        Map<String, String> values = new TreeMap<>();
        FormOptions options = options(call, null);
        values.put("environment", options.environments().get(0));
        values.put("expiryFrom", shownFrom(call).toString());
        List<String> expiries = options.expiries().stream().map(Expiry::value).toList();
        values.put("expiry", expiries.contains(USUAL_LIFE.toString()) ? USUAL_LIFE.toString() : expiries.get(0));
        return new SettingsForm(values, List.of(), options, List.of(), null);
    }

    /** Returns the form with the settings that a key has. */
    SettingsForm of(Call call, ApiKeySettings key) {
        Map<String, String> values = new TreeMap<>(texts(key));
        values.put("expiry", KEEP);
        values.put("expiryFrom", shownFrom(call).toString());
        return new SettingsForm(values, granted(key), options(call, key), List.of(), null);
    }

    /** Returns the form as it was submitted, with what is wrong with it. */
    SettingsForm submitted(
            Call call, @Nullable ApiKeySettings before, List<FieldError> errors, @Nullable String problem) {
        Map<String, String> values = new TreeMap<>();
        TEXTS.forEach(field -> values.put(field, call.form().text(field)));
        values.put("expiryFrom", shownFrom(call).toString());
        return new SettingsForm(values, call.form().all("permission"), options(call, before), errors, problem);
    }

    /** Returns settings as texts, by the name of their field. */
    static Map<String, String> texts(ApiKeySettings key) {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("name", key.name());
        texts.put("expiry", key.expiresAt() == null ? "never" : Text.instant(key.expiresAt()));
        texts.put("permissions", String.join("\n", granted(key)));
        texts.put(
                "allowlist",
                key.allowlist() == null
                        ? ""
                        : key.allowlist().blocks().stream()
                                .map(Object::toString)
                                .collect(Collectors.joining("\n")));
        texts.put("owner", key.owner() == null ? "" : key.owner());
        texts.put("tags", String.join(" ", key.tags()));
        texts.put("services", String.join(" ", key.services()));
        texts.put(
                "metadata",
                new TreeMap<>(key.metadata())
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue())
                                .collect(Collectors.joining("\n")));
        texts.put("plan", key.plan() == null ? "" : key.plan());
        texts.put("limits", LimitLines.print(key.limits()));
        return texts;
    }

    /** Returns what differs between texts that are stored and texts of the same fields that were entered. */
    static List<Difference> differences(Map<String, String> stored, Map<String, String> entered) {
        return stored.entrySet().stream()
                .map(field -> new Difference(
                        label(field.getKey()), field.getValue(), entered.getOrDefault(field.getKey(), "")))
                .filter(difference -> !difference.now().equals(difference.wanted()))
                .toList();
    }

    /** Returns the name of a field as the forms show it. */
    private static String label(String field) {
        return switch (field) {
            case "allowlist" -> "Allowed addresses";
            case "expiry" -> "Expiry";
            default -> field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
        };
    }

    private static List<String> granted(ApiKeySettings key) {
        return key.permissions().asSet().stream().map(Permission::value).toList();
    }

    private FormOptions options(Call call, @Nullable ApiKeySettings before) {
        String plan = before == null || before.plan() == null ? call.workspace().plan() : before.plan();
        PlanSource plans = settings.keys().plans();
        KeyPolicy policy = plans.find(plan).map(Plan::policy).orElse(KeyPolicy.NONE);
        List<String> environments = settings.environments().stream()
                .filter(each ->
                        policy.environments().isEmpty() || policy.environments().contains(each))
                .toList();
        boolean hasList = before != null && before.allowlist() != null;
        return new FormOptions(
                environments.isEmpty() ? settings.environments() : environments,
                permissions(call, before),
                expiries(call, policy, before),
                hasList || plans.find(plan).map(Plan::allowlists).orElse(false),
                plan,
                call.user().isOperator(),
                plans instanceof Plans fixed
                        ? fixed.all().stream().map(Plan::name).toList()
                        : List.of());
    }

    /** Returns the permissions that the user can grant in this workspace, and those that the key has. */
    private List<PermissionGroup> permissions(Call call, @Nullable ApiKeySettings before) {
        PermissionSet held = call.user().actor().permissions();
        PermissionSet ceiling = call.workspace().ceiling();
        Map<String, String> choices = new LinkedHashMap<>();
        settings.permissions().stream()
                .filter(choice -> held.implies(choice.permission()) && ceiling.implies(choice.permission()))
                .forEach(choice -> choices.put(choice.permission().value(), choice.text()));
        if (settings.permissions().isEmpty()) {
            return List.of();
        }
        if (before != null) {
            granted(before).forEach(permission -> choices.putIfAbsent(permission, ""));
        }
        Map<String, List<Choice>> groups = new LinkedHashMap<>();
        choices.forEach(
                (permission, text) -> groups.computeIfAbsent(permission.split(":", 2)[0], first -> new ArrayList<>())
                        .add(new Choice(permission, text)));
        return groups.entrySet().stream()
                .map(group -> new PermissionGroup(group.getKey(), group.getValue()))
                .toList();
    }

    private static List<Expiry> expiries(Call call, KeyPolicy policy, @Nullable ApiKeySettings before) {
        List<Expiry> expiries = new ArrayList<>();
        Instant from = shownFrom(call);
        Duration longest = policy.longestLife();
        if (before != null) {
            boolean ends = before.expiresAt() != null;
            expiries.add(new Expiry(KEEP, ends ? "As it is" : "As it is: never", before.expiresAt()));
        }
        Stream.concat(LIVES.stream(), longest == null || before != null ? Stream.empty() : Stream.of(longest))
                .distinct()
                .filter(life -> longest == null || life.compareTo(longest) <= 0)
                .sorted()
                .forEach(life -> expiries.add(new Expiry(life.toString(), "In " + inWords(life), from.plus(life))));
        expiries.add(new Expiry(CUSTOM, "At a certain time", null));
        if (!policy.mustExpire()) {
            expiries.add(new Expiry(NEVER, "Never", null));
        }
        return expiries;
    }

    /** Returns a time in the largest unit in which it is not zero, and days only if they are whole. */
    private static String inWords(Duration time) {
        if (time.equals(Duration.ofDays(time.toDays()))) {
            return Text.plural(time.toDays(), "day");
        }
        return time.toHours() > 0 ? Text.plural(time.toHours(), "hour") : Text.plural(time.toMinutes(), "minute");
    }

    /**
     * Returns the time from which the form counts the days of an expiry: what was shown before the form was submitted
     * is what holds, even if it is submitted again with corrections.
     */
    private static Instant shownFrom(Call call) {
        try {
            Instant shown = Instant.parse(call.form().text("expiryFrom"));
            boolean plausible =
                    !shown.isAfter(call.now()) && shown.isAfter(call.now().minus(Duration.ofDays(1)));
            return plausible ? shown : call.now().truncatedTo(ChronoUnit.MINUTES);
        } catch (DateTimeException e) {
            return call.now().truncatedTo(ChronoUnit.MINUTES);
        }
    }

    /**
     * Reads the submitted form. A field that the form does not have stays as it was.
     *
     * @param before the settings that are changed
     */
    Reading read(Call call, ApiKeySettings before) {
        Fields form = call.form();
        Reader reader = new Reader(form, before);
        reader.read("name", key -> key.withName(form.text("name")));
        if (settings.permissions().isEmpty()) {
            reader.read("permissions", key -> key.withPermissions(words(form.text("permissions"))));
        } else {
            reader.result = tryPermissions(reader, form);
        }
        reader.read("expiry", key -> key.withExpiry(expiry(call, before)));
        reader.read("allowlist", key -> {
            String[] blocks = words(form.text("allowlist"));
            return key.withAllowlist(blocks.length == 0 ? null : IpAllowlist.of(blocks));
        });
        reader.read("owner", key -> key.withOwner(blankToNull(form.text("owner"))));
        reader.read("tags", key -> key.withTags(words(form.text("tags"))));
        reader.read("services", key -> key.withServices(words(form.text("services"))));
        reader.read(
                "metadata",
                key -> isMetadata(form.text("metadata"), before)
                        ? key
                        : key.withMetadata(metadata(form.text("metadata"))));
        reader.read("plan", key -> key.withPlan(blankToNull(form.text("plan"))));
        reader.read(
                "limits",
                key -> key.withLimits(LimitLines.parse(form.text("limits")).toArray(RateLimit[]::new)));
        return new Reading(reader.result, List.copyOf(reader.errors));
    }

    private static ApiKeySettings tryPermissions(Reader reader, Fields form) {
        try {
            return reader.result.withPermissions(form.all("permission").toArray(String[]::new));
        } catch (IllegalArgumentException e) {
            reader.errors.add(new FieldError("permissions", sentence(e)));
            return reader.result;
        }
    }

    /** Applies fields one after the other, and collects what is wrong with them. */
    private static final class Reader {
        private final Fields form;
        private final List<FieldError> errors = new ArrayList<>();
        private ApiKeySettings result;

        Reader(Fields form, ApiKeySettings before) {
            this.form = form;
            this.result = before;
        }

        void read(String field, UnaryOperator<ApiKeySettings> change) {
            if (form.has(field)) {
                try {
                    result = change.apply(result);
                } catch (IllegalArgumentException e) {
                    errors.add(new FieldError(field, sentence(e)));
                }
            }
        }
    }

    private static @Nullable Instant expiry(Call call, ApiKeySettings before) {
        String chosen = call.form().text("expiry");
        try {
            return switch (chosen) {
                case NEVER -> null;
                case KEEP -> before.expiresAt();
                case CUSTOM ->
                    LocalDateTime.parse(call.form().text("expiryDate")).toInstant(ZoneOffset.UTC);
                default -> shownFrom(call).plus(Duration.parse(chosen));
            };
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException("Enter a date and a time, for example 2027-03-31T12:00", e);
        }
    }

    /** Returns whether a text is the one that the form shows of a key: it cannot express every name and value. */
    private static boolean isMetadata(String text, ApiKeySettings key) {
        return lines(text).equals(lines(texts(key).getOrDefault("metadata", "")));
    }

    private static Map<String, String> metadata(String text) {
        Map<String, String> metadata = new TreeMap<>();
        for (String line : lines(text)) {
            int equals = line.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("Write each entry on a line of its own, as name=value");
            }
            metadata.put(
                    line.substring(0, equals).strip(),
                    line.substring(equals + 1).strip());
        }
        return metadata;
    }

    static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    /** Returns what blanks, commas and line breaks separate. */
    static String[] words(String text) {
        Set<String> words = new LinkedHashSet<>(Arrays.asList(text.split("[\\s,]+")));
        words.remove("");
        return words.toArray(String[]::new);
    }

    static @Nullable String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Returns the message of a refusal as a sentence. Those of core hold no secret. */
    static String sentence(RuntimeException refusal) {
        return refusal.getMessage() + ".";
    }
}
