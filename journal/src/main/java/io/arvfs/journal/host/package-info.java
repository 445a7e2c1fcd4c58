/**
 * The machine under the journal: {@link io.arvfs.journal.host.Disk} for files and {@link
 * io.arvfs.journal.host.Tasks} for time and threads. Each has a real form and one for tests in
 * which a seed decides everything.
 */
@NullMarked
package io.arvfs.journal.host;

import org.jspecify.annotations.NullMarked;
