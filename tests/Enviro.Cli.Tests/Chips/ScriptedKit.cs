using System.Text;
using Enviro.Simulator;

namespace Enviro.Cli.Tests;

/// <summary>A kit on a real pseudo-terminal that answers as a test tells it to; null is silence.</summary>
internal sealed class ScriptedKit : IDisposable
{
    private readonly PseudoTerminal _terminal = PseudoTerminal.Open();
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    public ScriptedKit(Func<string, string?> answer)
    {
        _answer = answer;
        _serving = Task.Run(Serve);
    }

    public string Path => _terminal.Path;

    public List<string> Heard { get; } = [];

    public void Dispose()
    {
        _stop.Cancel();
        _serving.GetAwaiter().GetResult();
        _terminal.Dispose();
        _stop.Dispose();
    }

    private void Serve()
    {
        KitLines lines = new();
        byte[] buffer = new byte[1024];
        while (!_stop.IsCancellationRequested)
        {
            foreach (string? line in lines.Add(_terminal.Read(buffer)))
            {
                lock (Heard)
                {
                    Heard.Add(line!);
                }

                if (_answer(line!) is string answer)
                {
                    _terminal.Write(Encoding.Latin1.GetBytes(answer), _stop.Token);
                }
            }
        }
    }
}
