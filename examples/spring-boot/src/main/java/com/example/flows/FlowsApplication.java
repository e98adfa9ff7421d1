package com.example.flows;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Serves the API and its pages on {@code server.port}, by default 8080. */
@SpringBootApplication(proxyBeanMethods = false)
class FlowsApplication {
    /** Runs the application until it is stopped. */
    public static void main(String[] args) {
        SpringApplication.run(FlowsApplication.class, args);
    }
}
