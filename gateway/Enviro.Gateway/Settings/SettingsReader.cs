using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>Reads settings documents beside the pipeline, one after the other, and hands each over. At most one waits a session.</summary>
internal sealed class SettingsReader : IAsyncDisposable
{
    private readonly SettingsFolder _folder;
    private readonly Func<SettingsFound, CancellationToken, Task> _onFound;
    private readonly ILogger _logger;
    private readonly Channel<SettingsWanted> _wanted = Channel.CreateUnbounded<SettingsWanted>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _reading;

    internal SettingsReader(string directory, Func<SettingsFound, CancellationToken, Task> onFound, ILogger logger)
    {
        _folder = new SettingsFolder(directory);
        _onFound = onFound;
        _logger = logger;
        _reading = Task.Run(ReadAllAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Has documents read; returns at once.</summary>
    internal void Read(IReadOnlyList<SettingsWanted> wanted)
    {
        foreach (SettingsWanted one in wanted)
        {
            _wanted.Writer.TryWrite(one);
        }
    }

    private async Task ReadAllAsync()
    {
        try
        {
            await foreach (SettingsWanted wanted in _wanted.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                await _onFound(new SettingsFound(wanted.Session, Find(wanted.Session.Urn)), _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception stopping) when (stopping is OperationCanceledException or ChannelClosedException)
        {
            // The gateway stops; a node gets its settings at its next session.
        }
    }

    private IssuedSettings? Find(string urn)
    {
        try
        {
            return _folder.Find(urn);
        }
        catch (GatewayConfigurationException unusable)
        {
            _logger.LogError("{Node} does not get its settings: {Failure}", urn, unusable.Message);
            return null;
        }
    }
}
