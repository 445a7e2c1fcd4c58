/**
 * How a running mount is found and spoken to: its place in the registry, its socket, its status.
 */
@NullMarked
package io.arvfs.mount.control;

import org.jspecify.annotations.NullMarked;
