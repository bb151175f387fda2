using Enviro.Tpm;

namespace Enviro.Gateway;

/// <summary>
/// A connection to a TPM that all keys of one URI in this process share: a TPM without a resource manager serves one client at a time, and
/// has room for three objects. What the keys ask for takes turns. A connection that failed is opened again at the next turn.
/// </summary>
internal sealed class TpmConnection : IDisposable
{
    private static readonly Lock Registry = new();
    private static readonly Dictionary<string, Line> Lines = new(StringComparer.Ordinal);

    private readonly Line _line;
    private bool _disposed;

    private TpmConnection(Line line)
    {
        _line = line;
    }

    /// <summary>The TPM's URI, see <see cref="TpmChannel.Open"/>.</summary>
    public string Uri => _line.Uri;

    /// <summary>Takes a share in the connection of this URI. Nothing is sent before the first <see cref="Run"/>.</summary>
    /// <param name="uri">The TPM's URI.</param>
    /// <param name="open">
    /// Opens the channel of a URI; <see cref="TpmChannel.Open"/> if left out. Of several given for one URI the first holds, as there is
    /// one connection.
    /// </param>
    public static TpmConnection Share(string uri, Func<string, ITpmChannel>? open = null)
    {
        lock (Registry)
        {
            if (!Lines.TryGetValue(uri, out Line? line))
            {
                line = new Line(uri);
                Lines.Add(uri, line);
            }

            line.Open ??= open;

            line.Shares++;
            return new TpmConnection(line);
        }
    }

    /// <summary>Says whether an exception is one of those <see cref="Run"/> lets through from the TPM.</summary>
    public static bool IsFailure(Exception exception) =>
        exception is TpmException or TpmProtocolException or TpmUnavailableException or TpmConfigurationException;

    /// <summary>
    /// Uses the TPM, alone. The device is the same as at the last turn for as long as nothing failed; what was opened on another one is of no
    /// further use. Throws what the TPM's commands throw.
    /// </summary>
    public T Run<T>(Func<TpmDevice, T> use)
    {
        lock (_line.Turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            TpmDevice device = _line.Device ??= TpmDevice.Open(_line.Open?.Invoke(Uri) ?? TpmChannel.Open(Uri));
            try
            {
                return use(device);
            }
            catch (Exception failure) when (failure is TpmException or TpmProtocolException or TpmUnavailableException)
            {
                // The connection may be gone or out of step, and something may be left loaded, which opening flushes.
                _line.Close();
                throw;
            }
        }
    }

    /// <summary>Gives up the share; with the last one the TPM is let go.</summary>
    public void Dispose()
    {
        lock (Registry)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            if (--_line.Shares != 0)
            {
                return;
            }

            Lines.Remove(Uri);
        }

        lock (_line.Turn)
        {
            _line.Close();
        }
    }

    private sealed class Line(string uri)
    {
        public string Uri { get; } = uri;

        public Func<string, ITpmChannel>? Open { get; set; }

        public Lock Turn { get; } = new();

        public int Shares { get; set; }

        public TpmDevice? Device { get; set; }

        public void Close()
        {
            Device?.Dispose();
            Device = null;
        }
    }
}
