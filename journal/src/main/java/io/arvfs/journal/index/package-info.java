/**
 * Ordered rows at an applied position: what folds fill and everything reads. Disposable; a replay
 * makes it again. Keys and values are bytes, meaning is given by the folds.
 */
@NullMarked
package io.arvfs.journal.index;

import org.jspecify.annotations.NullMarked;
