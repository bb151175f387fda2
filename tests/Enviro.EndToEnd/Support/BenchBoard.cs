using System.Diagnostics;
using System.Globalization;
using Enviro.Simulator;

namespace Enviro.EndToEnd;

/// <summary>
/// A board on a bench: <c>enviro-sim board serve</c> in a process of its own behind a serial port, and a scripted <c>nanoff</c> that does to its flash what
/// the real one does. Unplugged, its process is killed; its secure element stays what it is.
/// </summary>
internal sealed class BenchBoard : IDisposable
{
    private const string Script =
        """
        #!/bin/sh
        here=$(dirname "$0")
        off() { if [ -f "$here/pid" ]; then kill -9 "$(cat "$here/pid")" 2> /dev/null; rm "$here/pid"; fi; ln -sfn "$(cat "$here/silent")" "$here/port"; }
        on() {
          if [ -f "$here/flash/image" ]; then
            dotnet "$(cat "$here/simulator")" board serve --pty "$here/port" --state "$here/flash" < /dev/null >> "$here/board.log" 2>&1 &
            echo $! > "$here/pid"
          fi
        }
        all="$*"
        echo "$all" >> "$here/calls"
        if [ -f "$here/fail" ]; then case "$all" in *"$(cat "$here/fail")"*) off; echo "Error E4000: Error executing esptool command."; exit 160;; esac; fi
        case "$all" in
          off) off;;
          on) on;;
          *--devicedetails*) off; echo "ESP32 (ESP32-D0WD-V3 (revision v3.1))"; on;;
          *--masserase*) off; find "$here/flash" -type f ! -name 'chip*' -delete;;
          *--filedeployment*) for file in $(grep -o '"SourceFilePath":"[^"]*"' "$2" | cut -d '"' -f 4); do cp "$file" "$here/flash/"; done;;
          *--deploy*) off; for word in "$@"; do last=$image; image=$word; if [ "$last" = --image ]; then cp "$word" "$here/flash/image"; fi; done; on;;
        esac

        """;

    private readonly PseudoTerminal _silent = PseudoTerminal.Open();

    internal BenchBoard(string folder)
    {
        Folder = Directory.CreateDirectory(folder).FullName;
        Directory.CreateDirectory(At("flash"));
        File.WriteAllText(At("silent"), _silent.Path);
        File.WriteAllText(At("simulator"), Programs.At("enviro-sim.dll"));
        File.WriteAllText(At("nanoff"), Script);
        File.SetUnixFileMode(At("nanoff"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Unplug();
    }

    /// <summary>The folder of the scripted nanoff, for PATH.</summary>
    internal string Folder { get; }

    /// <summary>Serial port.</summary>
    internal string Port => At("port");

    /// <summary>The arguments of each call of nanoff.</summary>
    internal string[] Calls => [.. File.ReadAllLines(At("calls")).Where(call => call is not ("on" or "off"))];

    /// <summary>What the board's process said.</summary>
    internal string Log => File.Exists(At("board.log")) ? File.ReadAllText(At("board.log")) : "";

    /// <summary>Kills the board; its port is there still, as a serial adapter's is, and silent.</summary>
    internal void Unplug() => Call("off");

    /// <summary>Has nanoff fail, and the board unplugged, at a call with this argument; null for none.</summary>
    internal void FailAt(string? argument)
    {
        File.Delete(At("fail"));
        if (argument is not null)
        {
            File.WriteAllText(At("fail"), argument);
        }
    }

    public void Dispose()
    {
        Unplug();
        _silent.Dispose();
    }

    private string At(string name) => Path.Combine(Folder, name);

    private void Call(string what)
    {
        using Process process = Process.Start(At("nanoff"), what);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, string.Create(CultureInfo.InvariantCulture, $"nanoff {what}: {process.ExitCode}"));
    }
}
