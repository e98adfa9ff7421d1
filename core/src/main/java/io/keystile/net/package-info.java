/** IP addresses, CIDR blocks and allowlists, and the client's address behind proxies. */
@NullMarked
package io.keystile.net;

import org.jspecify.annotations.NullMarked;
