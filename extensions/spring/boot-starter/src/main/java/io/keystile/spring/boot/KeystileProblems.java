package io.keystile.spring.boot;

import io.keystile.admin.ConcurrentChangeException;
import io.keystile.admin.NotPermittedException;
import io.keystile.store.StoreException;
import java.util.stream.Stream;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers what {@code ApiKeys} refuses: 400 for a value that is not accepted, 403 for what the actor may not do, 409
 * for a wrong state or a concurrent change, 503 if the store does not answer. Other exceptions of the same classes are
 * left to the application. It comes after the application's own advice.
 */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class KeystileProblems {
    private static final String CORE = "io.keystile.";
    private static final String[] OWN = {"admin.", "key.", "model.", "net.", "ratelimit.", "store."};

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notPermitted(NotPermittedException e) {
        return problem(HttpStatus.FORBIDDEN, e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> changedMeanwhile(ConcurrentChangeException e) {
        return problem(HttpStatus.CONFLICT, e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> storeDown(StoreException e) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "The store of the API keys does not answer. Try again later.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header("Retry-After", "5")
                .body(detail);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notAccepted(IllegalArgumentException e) {
        return problem(HttpStatus.BAD_REQUEST, ofKeystile(e));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongState(IllegalStateException e) {
        return problem(HttpStatus.CONFLICT, ofKeystile(e));
    }

    /** Throws {@code e} again, which leaves it to the application, unless Keystile's core has thrown it. */
    private static <E extends RuntimeException> E ofKeystile(E e) {
        StackTraceElement[] trace = e.getStackTrace();
        if (trace.length == 0 || !isOfCore(trace[0].getClassName())) {
            throw e;
        }
        return e;
    }

    private static boolean isOfCore(String type) {
        return type.startsWith(CORE) && Stream.of(OWN).anyMatch(name -> type.startsWith(name, CORE.length()));
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, RuntimeException e) {
        return ResponseEntity.status(status)
                .body(ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage())));
    }
}
