package io.keystile.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keystile.Requirement;
import io.keystile.model.Permission;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResourceRulesTest {
    private final ResourceRules rules = new ResourceRules();

    private Optional<Requirement> of(Class<?> type, String method) {
        Method found = Arrays.stream(type.getMethods())
                .filter(candidate -> candidate.getName().equals(method) && !candidate.isBridge())
                .findFirst()
                .orElseThrow();
        return rules.of(type, found).requirement();
    }

    private void assertRequires(Class<?> type, String method, int cost, String... permissions) {
        Requirement required = of(type, method).orElseThrow();
        assertThat(required.permissions()).extracting(Permission::toString).containsExactly(permissions);
        assertThat(required.cost()).isEqualTo(cost);
    }

    static class Plain {
        public void plain() {}

        @Public
        public void open() {}

        @RequiresPermission({"a:read", "a:write"})
        @Cost(3)
        public void closed() {}
    }

    @Test
    void methodWithoutAnnotationsRequiresAValidKey() {
        assertRequires(Plain.class, "plain", 1);
    }

    @Test
    void publicMethodRequiresNoKey() {
        assertThat(of(Plain.class, "open")).isEmpty();
    }

    @Test
    void permissionsAndCostOfTheMethodCount() {
        assertRequires(Plain.class, "closed", 3, "a:read", "a:write");
    }

    interface Either {
        @OptionalKey
        void either();

        @OptionalKey
        void other(String argument);
    }

    static class EitherHere implements Either {
        @Override
        @RequiresPermission("a:read")
        public void either() {}

        @Override
        public void other(String argument) {}

        public void other(Integer argument) {}
    }

    static class Contradictory {
        @Public
        @OptionalKey
        public void either() {}
    }

    @Test
    void methodWithAnOptionalKeyRequiresPermissionsOfASentKey() {
        assertRequires(EitherHere.class, "either", 1, "a:read");
        assertThat(isKeyOptional(EitherHere.class, "either")).isTrue();
        assertThat(isKeyOptional(EitherHere.class, "other", String.class)).isTrue();
        assertThat(isKeyOptional(EitherHere.class, "other", Integer.class)).isFalse();
        assertThat(isKeyOptional(Plain.class, "plain")).isFalse();
    }

    private boolean isKeyOptional(Class<?> type, String method, Class<?>... parameters) {
        try {
            return rules.of(type, type.getMethod(method, parameters)).keyOptional();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void publicMethodWithAnOptionalKeyIsRejected() {
        assertThatThrownBy(() -> of(Contradictory.class, "either"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("@Public")
                .hasMessageContaining("@OptionalKey");
    }

    @RequiresPermission("a:all")
    @Cost(5)
    static class Guarded {
        public void plain() {}

        @Public
        public void open() {}

        @RequiresPermission("a:write")
        @Cost(2)
        public void closed() {}
    }

    @Test
    void permissionsOfTypeAndMethodAddUpAndTheHighestCostCounts() {
        assertRequires(Guarded.class, "plain", 5, "a:all");
        assertRequires(Guarded.class, "closed", 5, "a:write", "a:all");
    }

    static class Administration {
        @Cost(0)
        public void revoke() {}

        public void list() {}
    }

    @Test
    void methodMayCostNothing() {
        assertRequires(Administration.class, "revoke", 0);
        assertRequires(Administration.class, "list", 1);
    }

    @Test
    void methodMayCostNothingBehindALocatorWithoutACost() throws NoSuchMethodException {
        Requirement revoke = of(Administration.class, "revoke").orElseThrow();

        assertThat(new LocatorRules().combine(List.of(Plain.class), revoke).cost())
                .isZero();
        assertThat(new LocatorRules().combine(List.of(Guarded.class), revoke).cost())
                .isEqualTo(5);
    }

    @Test
    void methodOfAGuardedTypeMayBePublic() {
        assertThat(of(Guarded.class, "open")).isEmpty();
    }

    @Public
    static class Open {
        public void inherited() {}

        public void overridden() {}

        @RequiresPermission("a:read")
        public void closed() {}
    }

    static class BelowOpen extends Open {
        public void added() {}

        @Override
        public void overridden() {}
    }

    @RequiresPermission("a:all")
    static class GuardedBelowOpen extends Open {}

    @Test
    void publicTypeOpensOnlyTheMethodsThatItDeclares() {
        assertThat(of(Open.class, "inherited")).isEmpty();
        assertThat(of(BelowOpen.class, "inherited")).isEmpty();
        assertRequires(BelowOpen.class, "overridden", 1);
        assertRequires(BelowOpen.class, "added", 1);
    }

    @Test
    void permissionOverridesAPublicType() {
        assertRequires(Open.class, "closed", 1, "a:read");
        assertRequires(GuardedBelowOpen.class, "inherited", 1, "a:all");
    }

    interface Api<T> {
        @RequiresPermission("a:put")
        void put(T item);

        @Public
        void info();

        @Public
        void guardedByTheClass();

        @Public
        void generic(T item);
    }

    static class Implementation implements Api<String> {
        @Override
        public void put(String item) {}

        @Override
        public void info() {}

        @Override
        @RequiresPermission("a:read")
        public void guardedByTheClass() {}

        @Override
        public void generic(String item) {}
    }

    @Test
    void annotationsOfAnInterfaceCount() {
        assertThat(of(Implementation.class, "info")).isEmpty();
        assertRequires(Implementation.class, "put", 1, "a:put");
    }

    @Test
    void permissionOverridesAPublicDeclaration() {
        assertRequires(Implementation.class, "guardedByTheClass", 1, "a:read");
    }

    @Test
    void publicIsIgnoredIfGenericTypesMakeItUnclear() {
        assertRequires(Implementation.class, "generic", 1);
    }

    static class Overloads {
        @Public
        public void get(String id) {}

        public void get(Integer id) {}

        public void get() {}
    }

    private Optional<Requirement> requirement(Method method) {
        return rules.of(method.getDeclaringClass(), method).requirement();
    }

    @Test
    void overloadIsAnotherMethod() throws NoSuchMethodException {
        assertThat(requirement(Overloads.class.getMethod("get", String.class))).isEmpty();
        assertThat(requirement(Overloads.class.getMethod("get", Integer.class))).contains(Requirement.validKey());
        assertThat(requirement(Overloads.class.getMethod("get"))).contains(Requirement.validKey());
    }

    interface Remote {
        void call();
    }

    @Test
    void proxyIsRejectedBecauseItHidesTheAnnotations() {
        Object proxy = Proxy.newProxyInstance(
                Remote.class.getClassLoader(), new Class<?>[] {Remote.class}, (self, method, arguments) -> null);

        assertThatThrownBy(() -> of(proxy.getClass(), "call"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("register the object itself");
    }

    /** Package-private, so that the compiler adds a bridge method to the public subclass below. */
    abstract static class Hidden {
        public void inherited() {}
    }

    /** Declares no method itself. */
    @Public
    public static class PublicBelowHidden extends Hidden {}

    @Test
    void publicTypeDoesNotOpenABridgeMethod() throws NoSuchMethodException {
        Method bridge = PublicBelowHidden.class.getDeclaredMethod("inherited");

        assertThat(bridge.isBridge()).isTrue();
        assertThat(requirement(bridge)).contains(Requirement.validKey());
    }

    /** A resource class of a library. */
    public abstract static class FromALibrary {
        public void inherited() {}

        public void overridden() {}

        @RequiresPermission("a:read")
        public void restricted() {}
    }

    @Public(inherited = true)
    public static class OpenAltogether extends FromALibrary {
        @Override
        public void overridden() {}
    }

    @Public
    public static class OpenItself extends FromALibrary {
        @Override
        public void overridden() {}
    }

    public static class Below extends OpenAltogether {
        @Override
        public void overridden() {}

        public void added() {}
    }

    @Test
    void publicTypeOpensInheritedMethodsIfItSaysSo() {
        assertThat(of(OpenAltogether.class, "inherited")).isEmpty();
        assertThat(of(OpenAltogether.class, "overridden")).isEmpty();
        assertRequires(OpenAltogether.class, "restricted", 1, "a:read");
        assertThat(of(OpenItself.class, "overridden")).isEmpty();
        assertRequires(OpenItself.class, "inherited", 1);
    }

    @Test
    void publicTypeOpensNoMethodOfASubclass() {
        assertThat(of(Below.class, "inherited")).isEmpty();
        assertRequires(Below.class, "overridden", 1);
        assertRequires(Below.class, "added", 1);
    }

    static class Mistakes {
        @Public
        @RequiresPermission("a:read")
        public void both() {}

        @RequiresPermission({})
        public void nothing() {}

        @RequiresPermission("not a permission")
        public void noPermission() {}

        @Cost(-1)
        public void paysBack() {}
    }

    @Test
    void mistakesAreRejectedWithACorrection() {
        assertThatThrownBy(() -> of(Mistakes.class, "both"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leave one of them out");
        assertThatThrownBy(() -> of(Mistakes.class, "nothing")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(Mistakes.class, "noPermission")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(Mistakes.class, "paysBack")).isInstanceOf(IllegalArgumentException.class);
    }
}
