package io.keystile.console;

import io.keystile.admin.Actor;
import io.keystile.key.KeyId;
import io.keystile.model.PermissionSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log-in that believes the header {@code X-Test-User}. */
final class TestUsers implements ConsoleUsers {
    static final String HEADER = "X-Test-User";

    static final String NOBODY = "nobody";
    static final String OTHER = "other";
    static final String READER = "reader";
    static final String FEW = "few";
    static final String MANAGER = "manager";
    static final String OPERATOR = "operator";
    static final String KEY = "key";
    /** An operator who only reads. */
    static final String AUDITOR = "auditor";

    static final PermissionSet ALL = PermissionSet.of("flows:*", "reports:read");

    /** Who {@link #MANAGER} is. */
    static final Actor MIA = Actor.member("mia@acme.example", "acme", ALL);

    private final Map<String, ConsoleUser> users;

    /** Creates users of workspace {@code acme}, one of another workspace, an operator, and a key of {@code acme}. */
    TestUsers(KeyId key) {
        users = Map.of(
                OTHER, ConsoleUser.managing(Actor.member("olga@globex.example", "globex", ALL)),
                READER, ConsoleUser.reading(Actor.member("rita@acme.example", "acme", ALL)),
                FEW, ConsoleUser.managing(Actor.member("fred@acme.example", "acme", PermissionSet.of("flows:read"))),
                MANAGER, ConsoleUser.managing(MIA),
                OPERATOR, ConsoleUser.managing(Actor.system("olaf@keystile.example")),
                AUDITOR, ConsoleUser.reading(Actor.system("aki@keystile.example")),
                KEY, ConsoleUser.managing(Actor.withKey(key, "acme", PermissionSet.of("flows:*"))));
    }

    @Override
    public Optional<ConsoleUser> of(ConsoleRequest request) {
        List<String> names = request.headers(HEADER);
        if (names.contains("broken")) {
            throw new IllegalStateException("the session store is down: pk_live_canary");
        }
        return names.isEmpty() ? Optional.empty() : Optional.ofNullable(users.get(names.get(0)));
    }
}
