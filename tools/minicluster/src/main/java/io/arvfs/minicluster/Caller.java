package io.arvfs.minicluster;

import java.util.Optional;

/**
 * Who makes a request: the token as presented, to which signatures are bound, the authorization it
 * names and its user.
 */
record Caller(String token, String authUuid, String userUuid, boolean isAdmin) {

  static final String USER = ClusterSettings.CLUSTER_ID + "-tpzed-000000000000001";
  static final String ADMIN = ClusterSettings.CLUSTER_ID + "-tpzed-000000000000002";

  /** The caller whose secret was presented in the v2 form or alone, if it is known. */
  static Optional<Caller> of(String token, Identity identity) {
    if (matches(token, identity.userToken())) {
      return Optional.of(new Caller(token, auth(identity.userToken()), USER, false));
    }
    if (matches(token, identity.adminToken())) {
      return Optional.of(new Caller(token, auth(identity.adminToken()), ADMIN, true));
    }
    return Optional.empty();
  }

  private static boolean matches(String presented, String known) {
    return !presented.isEmpty()
        && (presented.equals(known)
            || presented.equals(secret(known))
            || presented.startsWith(known + "/"));
  }

  private static String auth(String token) {
    return token.split("/", -1)[1];
  }

  String secret() {
    return secret(token);
  }

  private static String secret(String token) {
    String[] parts = token.split("/", -1);
    return parts.length > 2 ? parts[2] : token;
  }
}
