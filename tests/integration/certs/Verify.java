// SPDX-License-Identifier: GPL-3.0-or-later
// Java's PKIX: java Verify.java CA.crt CRL checks the certificates whose paths
// are read from standard input, one verdict a line: "PATH ok" or "PATH why".
// java Verify.java store FILE PASSPHRASE opens a PKCS#12 file.

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;

public class Verify {
  public static void main(String[] args) throws Exception {
    if (args[0].equals("store")) {
      store(args[1], args[2]);
      return;
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate ca = read(factory, args[0]);
    Collection<? extends CRL> crls;
    try (FileInputStream in = new FileInputStream(args[1])) {
      crls = factory.generateCRLs(in);
    }
    // Java looks at no name constraints of a trust anchor.
    TrustAnchor anchor = new TrustAnchor(ca, null);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in));
    for (String path; (path = in.readLine()) != null;) {
      PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
      parameters.addCertStore(CertStore.getInstance(
          "Collection", new CollectionCertStoreParameters(crls)));
      CertPath certPath =
          factory.generateCertPath(List.of(read(factory, path)));
      try {
        CertPathValidator.getInstance("PKIX").validate(certPath, parameters);
        System.out.println(path + " ok");
      } catch (java.security.cert.CertPathValidatorException e) {
        System.out.println(path + " " + e.getReason());
      }
    }
  }

  static X509Certificate read(CertificateFactory factory, String path)
      throws Exception {
    try (FileInputStream in = new FileInputStream(path)) {
      return (X509Certificate) factory.generateCertificate(in);
    }
  }

  // A PKCS#12 file opens and holds one key with a chain of two.
  static void store(String path, String passphrase) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (FileInputStream in = new FileInputStream(path)) {
      store.load(in, passphrase.toCharArray());
    }
    String alias = store.aliases().nextElement();
    store.getKey(alias, passphrase.toCharArray()).getEncoded();
    System.out.println(alias + " " + store.getCertificateChain(alias).length);
  }
}
