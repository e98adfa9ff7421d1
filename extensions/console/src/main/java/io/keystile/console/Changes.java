package io.keystile.console;

import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.NotPermittedException;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes changes without a form to show again: what core refuses becomes a page that says why. */
final class Changes {
    private Changes() {}

    /**
     * Makes a change.
     *
     * @return the record or the result of the change
     * @throws Refusal if the change was refused, or there is nothing to change any more
     * @throws IllegalArgumentException if what was entered was refused
     */
    static <T> T make(Supplier<Optional<T>> change) {
        try {
            return change.get().orElseThrow(Refusal::notFound);
        } catch (NotPermittedException e) {
            throw Refusal.notPermitted(SettingsForms.sentence(e));
        } catch (IllegalStateException e) {
            throw Refusal.conflict("Not possible now", SettingsForms.sentence(e));
        } catch (ConcurrentChangeException e) {
            throw Refusal.conflict("Changed meanwhile", SettingsForms.sentence(e));
        }
    }
}
