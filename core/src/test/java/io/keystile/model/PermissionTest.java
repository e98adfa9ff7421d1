package io.keystile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionTest {
    @ParameterizedTest
    @CsvSource({
        "flows:execute, flows:execute, true",
        "flows:execute, flows:read,    false",
        "flows:execute, flows,         false",
        "flows,         flows:execute, false",
        "flows:*,       flows:execute, true",
        "flows:*,       flows:execute:now, true",
        "flows:*,       flows,         false",
        "flows:*,       flowsx:execute, false",
        "*,             flows:execute, true",
        "*,             *,             true",
        "*,             flows:*,       true",
        "flows:*,       *,             false",
        "flows:execute, flows:*,       false",
        "flows:*,       flows:*,       true",
        "*:read,        flows:read,    true",
        "*:read,        flows:write,   false",
        "*:read,        flows:read:all, false",
        "flows:*:*,     flows:*,       false",
        "flows:*,       flows:*:*,     true",
        "Flows:read,    flows:read,    false",
    })
    void impliesFollowsTheSegments(String granted, String required, boolean implied) {
        assertThat(Permission.of(granted).implies(Permission.of(required))).isEqualTo(implied);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "flows:", ":read", "flows::read", "flows:re ad", "flows:r*", "a\"b", "a,b", "ü"})
    void whatIsNotAPermissionIsRefused(String text) {
        assertThat(Permission.isPermission(text)).isFalse();
        assertThatThrownBy(() -> Permission.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("for example \"flows:execute\"");
    }

    @Test
    void theSetOfPermissionsIsSortedAndUnmodifiable() {
        Set<Permission> sorted =
                PermissionSet.of("flows:read", "*", "billing:read", "flows:*").asSet();

        assertThat(sorted).map(Permission::value).containsExactly("*", "billing:read", "flows:*", "flows:read");
        assertThatThrownBy(sorted::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theEmptySetGrantsNothing() {
        assertThat(PermissionSet.NONE.implies(Permission.of("flows:read"))).isFalse();
        assertThat(PermissionSet.of().implies(Permission.of("*"))).isFalse();
    }

    @Test
    void aCeilingCutsWhatIsAboveIt() {
        PermissionSet mine = PermissionSet.of("*", "billing:read");
        PermissionSet ceiling = PermissionSet.of("flows:*", "*:read");

        assertThat(mine.intersect(ceiling)).isEqualTo(PermissionSet.of("flows:*", "*:read", "billing:read"));
        assertThat(PermissionSet.of("flows:*").intersect(PermissionSet.of("*:read")))
                .isEqualTo(PermissionSet.of("flows:read"));
        assertThat(mine.intersect(PermissionSet.NONE)).isEqualTo(PermissionSet.NONE);
    }

    @Property(tries = 5000)
    void underACeilingOneHasWhatBothGrant(
            @ForAll("sets") List<String> mine,
            @ForAll("sets") List<String> ceiling,
            @ForAll("permissions") String wanted) {
        PermissionSet a = PermissionSet.of(mine.toArray(String[]::new));
        PermissionSet b = PermissionSet.of(ceiling.toArray(String[]::new));
        // A pattern could be covered by several permissions together, which no single one implies.
        Permission wish = Permission.of(wanted.replace('*', 'x'));

        assertThat(a.intersect(b).implies(wish)).isEqualTo(a.implies(wish) && b.implies(wish));
    }

    @Property(tries = 5000)
    void whatIsImpliedImpliesNoMore(
            @ForAll("permissions") String granted,
            @ForAll("permissions") String required,
            @ForAll("permissions") String wish) {
        Permission wider = Permission.of(granted);
        Permission narrower = Permission.of(required);
        Permission concrete = Permission.of(wish.replace('*', 'x'));
        if (wider.implies(narrower) && narrower.implies(concrete)) {
            assertThat(wider.implies(concrete)).isTrue();
        }
    }

    @Provide
    Arbitrary<List<String>> sets() {
        return permissions().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> permissions() {
        return Arbitraries.of("a", "b", "x", "*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(segments -> String.join(":", segments));
    }
}
