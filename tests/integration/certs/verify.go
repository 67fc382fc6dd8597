// SPDX-License-Identifier: GPL-3.0-or-later
// Go's crypto/x509: go run verify.go CA.crt HOST|- server|client LEAF.crt ...
// prints "PATH ok" or "PATH why" for each.
package main

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
)

func read(path string) *x509.Certificate {
	text, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		panic(err)
	}
	return certificate
}

func main() {
	roots := x509.NewCertPool()
	roots.AddCert(read(os.Args[1]))
	options := x509.VerifyOptions{Roots: roots}
	if os.Args[2] != "-" {
		options.DNSName = os.Args[2]
	}
	options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	if os.Args[3] == "client" {
		options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	}
	for _, path := range os.Args[4:] {
		if _, err := read(path).Verify(options); err != nil {
			fmt.Println(path, err)
		} else {
			fmt.Println(path, "ok")
		}
	}
}
