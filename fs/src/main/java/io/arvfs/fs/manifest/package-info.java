/**
 * What a manifest says: its text, the tree it spells, and the way back, byte for byte as the server
 * does it. Trees are immutable and share what did not change; {@link io.arvfs.fs.manifest.Draft}
 * edits them.
 *
 * <p>Pure: no clock, no disk, no network.
 */
@NullMarked
package io.arvfs.fs.manifest;

import org.jspecify.annotations.NullMarked;
