/** Network addresses: strict parsing, CIDR blocks, allowlists, and the client's address behind proxies. */
@NullMarked
package io.keystile.net;

import org.jspecify.annotations.NullMarked;
