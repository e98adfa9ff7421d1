/** An API with sign-up, log-in, and a page on which customers manage their keys. */
@NullMarked
package com.example.flows;

import org.jspecify.annotations.NullMarked;
