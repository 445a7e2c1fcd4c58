package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.LocatorToken;
import java.util.Optional;

/**
 * An answer to the one question that a tree cannot answer: which of the locators sent, and of those
 * read by hash, are the same strings as the collection's own. Where nobody can know, the three
 * forms guess likely, all equal, and none equal; a text that is the same under all three is
 * certain.
 */
final class Equality {

  /** What is assumed where nobody can know. */
  enum Guess {
    LIKELY,
    ALL_EQUAL,
    NONE_EQUAL
  }

  private final Signing signing;
  private final Guess guess;
  private boolean guessed;

  Equality(Signing signing, Guess guess) {
    this.signing = signing;
    this.guess = guess;
  }

  /** Labels for the manifest that the request brings. */
  Labels sent() {
    return switch (signing) {
      case Signing.Off _ -> Labels.own();
      case Signing.At at -> Labels.each(token -> sent(token, at));
    };
  }

  private LocatorToken sent(LocatorToken token, Signing.At at) {
    LocatorToken bare = token.withoutSignature();
    Optional<Long> expiry = token.expirySeconds();
    if (expiry.isPresent() && equalsOwn(expiry.get(), at)) {
      return bare;
    }
    String label = expiry.map(Long::toHexString).orElse("unsigned");
    return new LocatorToken(bare.text() + "+A@" + label);
  }

  private boolean equalsOwn(long expiry, Signing.At at) {
    boolean likely = expiry == at.expirySeconds();
    boolean unknown =
        !at.isPinned() && expiry > at.expiryNowSeconds() - Signing.SURELY_OLDER_SECONDS;
    return unknown ? guess(likely) : likely;
  }

  private boolean guess(boolean likely) {
    guessed = true;
    return switch (guess) {
      case LIKELY -> likely;
      case ALL_EQUAL -> true;
      case NONE_EQUAL -> false;
    };
  }

  /** Whether an answer so far was a guess; if none was, the others give the same text. */
  boolean hasGuessed() {
    return guessed;
  }

  /** Labels for the manifest of {@code source}, which is named by {@code pdh}. */
  Labels byHash(String pdh, PdhSource source) {
    return switch (signing) {
      case Signing.Off _ -> Labels.own();
      case Signing.At at -> byHash(pdh, source.expirySeconds(), at);
    };
  }

  private Labels byHash(String pdh, Optional<Long> expiry, Signing.At at) {
    if (expiry.isEmpty()) {
      return guess(true) ? Labels.own() : Labels.foreign(pdh.replace('+', '-'));
    }
    return expiry.get() == at.expirySeconds()
        ? Labels.own()
        : Labels.foreign(Long.toHexString(expiry.get()));
  }
}
