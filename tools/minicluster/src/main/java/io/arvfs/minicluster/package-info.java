/**
 * An Arvados cluster in a box: a pure core, {@link io.arvfs.minicluster.Cluster}, that maps a
 * request and an instant to a response, and an HTTP shell on loopback around it.
 *
 * <p>The core reads no clock, starts no thread and draws randomness from a seed. It is written from
 * the description of the real server alone and shares no code with the client, so that a misreading
 * in one of them shows as a difference.
 */
@NullMarked
package io.arvfs.minicluster;

import org.jspecify.annotations.NullMarked;
