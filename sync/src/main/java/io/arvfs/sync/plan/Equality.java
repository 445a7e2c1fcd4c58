package io.arvfs.sync.plan;

import io.arvfs.fs.manifest.LocatorToken;
import io.arvfs.fs.manifest.Sameness;
import java.util.List;
import java.util.Optional;

/**
 * An answer to the one question that a tree cannot answer: which of the locators sent, and of those
 * read by hash, are the same strings as the collection's own. Where nobody can know, the likely is
 * said; if all being equal or none being equal would say something else, the text is uncertain.
 * Confined to one thread.
 */
final class Equality implements Sameness {

  /** The collection's own locators. */
  static final int OWN = 0;

  /** Those in the manifest that the request brings. */
  static final int SENT = 1;

  /** The first collection that is named by its hash. */
  static final int FIRST_BY_HASH = 2;

  private static final String OWN_SIGNATURE = "";

  /** What is assumed where nobody can know. */
  private enum Guess {
    LIKELY,
    ALL_EQUAL,
    NONE_EQUAL
  }

  /** A collection that is named by its hash. */
  record ByHash(String pdh, PdhSource source) {}

  private final Signing signing;
  private final List<ByHash> byHash;
  private boolean uncertain;

  Equality(Signing signing, List<ByHash> byHash) {
    this.signing = signing;
    this.byHash = List.copyOf(byHash);
  }

  /** Whether an answer so far may be wrong. */
  boolean isUncertain() {
    return uncertain;
  }

  @Override
  public boolean same(int leftOrigin, LocatorToken left, int rightOrigin, LocatorToken right) {
    if (leftOrigin == rightOrigin && left.equals(right)) {
      return true;
    }
    if (!left.withoutSignature().equals(right.withoutSignature())) {
      return false;
    }
    boolean likely = same(leftOrigin, left, rightOrigin, right, Guess.LIKELY);
    uncertain |=
        likely != same(leftOrigin, left, rightOrigin, right, Guess.ALL_EQUAL)
            || likely != same(leftOrigin, left, rightOrigin, right, Guess.NONE_EQUAL);
    return likely;
  }

  private boolean same(
      int leftOrigin, LocatorToken left, int rightOrigin, LocatorToken right, Guess guess) {
    return signature(leftOrigin, left, guess).equals(signature(rightOrigin, right, guess));
  }

  /** A stand-in for the signature: two are equal exactly if the server's would be. */
  private String signature(int origin, LocatorToken token, Guess guess) {
    return switch (signing) {
      case Signing.Off _ -> OWN_SIGNATURE;
      case Signing.At at ->
          switch (origin) {
            case OWN -> OWN_SIGNATURE;
            case SENT -> sent(token, at, guess);
            default -> byHash(byHash.get(origin - FIRST_BY_HASH), at, guess);
          };
    };
  }

  private static String sent(LocatorToken token, Signing.At at, Guess guess) {
    Optional<Long> expiry = token.expirySeconds();
    if (expiry.isPresent() && equalsOwn(expiry.get(), at, guess)) {
      return OWN_SIGNATURE;
    }
    return expiry.map(Long::toHexString).orElse("unsigned");
  }

  private static boolean equalsOwn(long expiry, Signing.At at, Guess guess) {
    boolean likely = expiry == at.expirySeconds();
    boolean unknown =
        !at.isPinned() && expiry > at.expiryNowSeconds() - Signing.SURELY_OLDER_SECONDS;
    return unknown ? guessed(likely, guess) : likely;
  }

  private static boolean guessed(boolean likely, Guess guess) {
    return switch (guess) {
      case LIKELY -> likely;
      case ALL_EQUAL -> true;
      case NONE_EQUAL -> false;
    };
  }

  private static String byHash(ByHash named, Signing.At at, Guess guess) {
    Optional<Long> expiry = named.source().expirySeconds();
    if (expiry.isEmpty()) {
      return guessed(true, guess) ? OWN_SIGNATURE : named.pdh();
    }
    return expiry.get() == at.expirySeconds() ? OWN_SIGNATURE : Long.toHexString(expiry.get());
  }
}
