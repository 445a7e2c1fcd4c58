package io.arvfs.journal.event;

/**
 * A fact about one volume, stated in the past tense and in full: folding all events in order
 * rebuilds the volume with no clock, no randomness and no network.
 *
 * <p>Constructors refuse values that no correct volume can produce, so a bad event fails where it
 * is made and not where it is replayed.
 */
public sealed interface Event permits TreeEvent, CommitEvent, VolumeEvent {}
