/** What is asked of a volume, and the pure decision about it. */
@NullMarked
package io.arvfs.fs.command;

import org.jspecify.annotations.NullMarked;
