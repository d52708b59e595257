// Keeps a table in SQLite; the C library and SQLite both come from the sysroot.
package main

import (
	"database/sql"
	"fmt"
	"os"

	sqlite3 "github.com/mattn/go-sqlite3"
)

func run() error {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1) // one connection: each has a memory of its own
	if _, err = db.Exec("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"); err != nil {
		return err
	}
	for i := 1; i <= 1000; i++ {
		if _, err = db.Exec("INSERT INTO note (text) VALUES (?)", fmt.Sprintf("note %d", i)); err != nil {
			return err
		}
	}
	var count, length int
	row := db.QueryRow("SELECT count(*), sum(length(text)) FROM note WHERE text LIKE 'note %'")
	if err = row.Scan(&count, &length); err != nil {
		return err
	}
	version, _, _ := sqlite3.Version()
	fmt.Printf("sqlite %s: %d notes, %d bytes\n", version, count, length)
	if count != 1000 || length != 7893 {
		return fmt.Errorf("expected 1000 notes of 7893 bytes")
	}
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "notes:", err)
		os.Exit(1)
	}
}
