namespace Enviro.Cli.Tests;

/// <summary>
/// A program called <c>nanoff</c> in a folder of its own, which keeps its arguments and does to a folder what nanoff does to a board's flash. It fails or
/// hangs where it is told to.
/// </summary>
internal sealed class ScriptedNanoff : IDisposable
{
    private const string Script =
        """
        #!/bin/sh
        here=$(dirname "$0")
        for word in "$@"; do printf '[%s]' "$word" >> "$here/calls"; done
        echo >> "$here/calls"
        all="$*"
        echo ".NET nanoFramework Firmware Flasher (scripted)"
        if [ -f "$here/hang" ]; then case "$all" in *"$(cat "$here/hang")"*) echo $$ > "$here/pid"; echo "Erasing..."; sleep 600;; esac; fi
        if [ -f "$here/fail" ]; then case "$all" in *"$(cat "$here/fail")"*) echo "Error E4000: Error executing esptool command."; exit 160;; esac; fi
        case "$all" in
          *--devicedetails*) cat "$here/details";;
          *--masserase*) rm -rf "$here/flash"; mkdir "$here/flash";;
          *--filedeployment*)
            if [ -f "$here/unwritable" ]; then echo "Error deploying content file"; exit 0; fi
            for file in $(grep -o '"SourceFilePath":"[^"]*"' "$2" | cut -d '"' -f 4); do cp "$file" "$here/flash/"; stat -c '%a' "$file" >> "$here/modes"; done
            cp "$2" "$here/list.json";;
          *--deploy*) for word in "$@"; do last=$image; image=$word; if [ "$last" = --image ]; then cp "$word" "$here/flash/image"; fi; done;;
        esac
        echo OK

        """;

    public ScriptedNanoff()
    {
        Directory.CreateDirectory(Flash);
        File.WriteAllText(At("nanoff"), Script);
        File.SetUnixFileMode(At("nanoff"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(At("details"), "Connected to:\nESP32 (ESP32-D0WD-V3 (revision v3.1))\nFlash size 4MB\n");
    }

    /// <summary>The folder, for PATH.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("enviro-nanoff-").FullName;

    /// <summary>What stands for the board's flash: <c>image</c>, <c>board</c>, <c>firmware</c>, and what the board keeps.</summary>
    public string Flash => At("flash");

    /// <summary>The arguments of each call, each in brackets.</summary>
    public string[] Calls => File.Exists(At("calls")) ? File.ReadAllLines(At("calls")) : [];

    /// <summary>A path in the folder; files named <c>fail</c>, <c>hang</c> (with a part of the arguments) and <c>unwritable</c> make it misbehave.</summary>
    public string At(string name) => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
