import TestSupport
import Testing

/// The files around the database: the snapshot of its schema, the containers, the README.
@Suite struct CloneGalleryFileTests {
    @Test func schemaFileIsWhatTheMigrationsMake() {
        let gallery = CloneGallery(setUp: false)
        expectStatus(gallery.run("migrate", "migrate"), 0)
        let result = gallery.martlet("dump", "--check")
        #expect(
            result.status == 0,
            "schema.sql is out of date; 'martlet dump' in the project writes it\n\(result.everything)")
    }

    @Test func schemaFileMakesADatabaseThatIsUpToDate() {
        let gallery = CloneGallery(setUp: false)
        let other = CloneGallery()
        expectStatus(gallery.attempt(".read \(gallery.root)/schema.sql\n"), 0)
        #expect(gallery.schema == other.schema)
        let status = gallery.run("manage", "status")
        expectStatus(status, 0)
        #expect(status.output.contains("6 seeds to run") && !status.output.contains(" pending,"), "\(status.output)")
        let migrated = gallery.run("manage", "migrate")
        expectStatus(migrated, 0)
        #expect(migrated.output.contains("up to date at 003"), "\(migrated.output)")
        expectStatus(gallery.run("manage", "seed"), 0)
        #expect(gallery.content == other.content)
        expectStatus(gallery.run("manage", "status", "--check"), 0)
        expectStatus(gallery.martlet("dump", "--check"), 0)
    }

    @Test func composeReadsItsFile() throws {
        let gallery = CloneGallery(setUp: false)
        let compose = try PythonTools.path("docker-compose")
        let file = gallery.root + "/docker-compose.yml"
        let config = Program.run([compose, "--file", file, "--profile", "jobs", "config", "--format", "json"])
        expectStatus(config, 0)
        let services = Program.run([compose, "--file", file, "--profile", "jobs", "config", "--services"])
        #expect(services.output.split(separator: "\n").sorted() == ["db", "db-migrate", "db-reset", "db-seed"])
        for text in [
            "\"healthcheck\"", "\"status\"", "\"--check\"", "/app/data", "\"volumes\"", "\"migrate\"", "\"reset\"",
        ] {
            #expect(config.output.contains(text), "no \(text)")
        }
        // The validator sees mistakes: a key that Compose does not know.
        let broken = gallery.folder.write(
            "docker-compose.yml", (TextFile.read(file) ?? "").replacing("healthcheck:", with: "healthcheque:"))
        #expect(Program.run([compose, "--file", broken, "config", "--quiet"]).status != 0)
    }

    @Test func dockerfileIsCleanToItsLinter() throws {
        let gallery = CloneGallery(setUp: false)
        let hadolint = try PythonTools.path("hadolint")
        let result = Program.run([hadolint, gallery.root + "/Dockerfile"])
        expectStatus(result, 0)
        #expect(result.output == "")
        let text = TextFile.read(gallery.root + "/Dockerfile") ?? ""
        for part in [
            "sqlite3", "CLONEGALLERY_DB=/app/data/clonegallery.db", "HEALTHCHECK", "VOLUME /app/data", "USER ",
        ] {
            #expect(text.contains(part), "no \(part)")
        }
        let broken = gallery.folder.write("Dockerfile", "FROM debian\nRUN cd /tmp\n")
        #expect(Program.run([hadolint, broken]).status == 1)
    }

    @Test func theContainersEntrypointSetsUpAndStops() {
        let gallery = CloneGallery(setUp: false)
        gallery.folder.write("bin/keep", "")
        _ = Program.run(["ln", "-s", gallery.root + "/manage", gallery.folder.path("bin/manage")])
        let script = """
            PATH="$1:$PATH"
            "$2/docker/entrypoint" & child=$!
            for _ in $(seq 200); do manage status --check >/dev/null 2>&1 && break; sleep 0.05; done
            kill -TERM "$child"; wait "$child"
            """
        let result = Program.run(
            ["bash", "-c", script, "-", gallery.folder.path("bin"), gallery.root], in: gallery.folder.path,
            environment: gallery.environment)
        expectStatus(result, 0)
        #expect(gallery.sql("SELECT count(*) FROM images") == "8")
    }

    @Test func theReadmesFirstCommandsRun() {
        let gallery = CloneGallery(copy: true, setUp: false)
        let readme = TextFile.read(gallery.root + "/README.md") ?? ""
        let quickStart = readme.split(separator: "## Quick start").dropFirst().first ?? ""
        let block = quickStart.split(separator: "```bash\n").dropFirst().first?.split(separator: "```").first ?? ""
        #expect(block.contains("./manage setup"))
        let environment = gallery.environment.merging(["CLONEGALLERY_DB": "", "CLONEGALLERY_BACKUPS": ""]) { $1 }
        let result = Program.run(
            ["bash", "-euo", "pipefail", "-c", String(block)], in: gallery.root, environment: environment)
        expectStatus(result, 0)
        #expect(result.output.contains("|admin|"), "\(result.output)")
    }

    @Test func theReadmesQueriesRun() {
        let gallery = CloneGallery(copy: true, setUp: false)
        let environment = gallery.environment.merging(["CLONEGALLERY_DB": "", "CLONEGALLERY_BACKUPS": ""]) { $1 }
        expectStatus(Program.run(["./manage", "setup"], in: gallery.root, environment: environment), 0)
        let readme = TextFile.read(gallery.root + "/README.md") ?? ""
        let python = readme.split(separator: "```python\n").dropFirst().first?.split(separator: "```").first ?? ""
        let images = Program.run(["python3", "-c", String(python)], in: gallery.root)
        expectStatus(images, 0)
        #expect(images.output.contains("image-007") && images.output.contains("image-008"), "\(images.output)")
        let shell =
            readme.split(separator: "```bash\n").first { $0.contains("-cmd \".parameter") }?
            .split(separator: "```").first ?? ""
        let rows = Program.run(["bash", "-c", String(shell)], in: gallery.root)
        expectStatus(rows, 0)
        #expect(rows.output.split(separator: "\n").count == 7, "\(rows.output)")
    }

    @Test func theReadmeNamesEveryFileAndEveryFileIsThere() {
        let root = MartletBinary.packageRoot + "/Projects/CloneGallery"
        let readme = TextFile.read(root + "/README.md") ?? ""
        for name in Program.run(["find", "queries", "seeders", "migrations", "-name", "*.sql"], in: root).output.split(
            separator: "\n")
        {
            let file = String(name.split(separator: "/").last ?? "")
            #expect(readme.contains(file) || readme.contains("`\(name.dropFirst("queries/".count))`"), "\(name)")
        }
        for name in [
            "manage", "migrate", "seed", "init", "common.sh", "schema.sql", "cron.example", "docker/entrypoint",
        ] {
            #expect(TextFile.read(root + "/" + name) != nil, "\(name) is not there")
        }
    }
}
