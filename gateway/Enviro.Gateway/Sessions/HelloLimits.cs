namespace Enviro.Gateway;

/// <summary>
/// How many hellos are looked at: of each client a few, since a node says hello once a connection; of keys that are not enrolled, together, so
/// many that their signatures and challenges never hold up the readings. Enrolled nodes do not share that allowance.
/// </summary>
internal sealed class HelloLimits
{
    /// <summary>Hellos of one client at once.</summary>
    internal const int ClientBurst = 16;

    /// <summary>Hellos of keys that are not enrolled, at once.</summary>
    internal const int StrangerBurst = 256;

    private const double ClientPerS = 0.2;
    private const double StrangersPerS = 32;

    // When so many clients have been seen, all start anew: a flood of names costs no more memory than this.
    private const int MaxClients = 16384;

    private readonly Dictionary<string, Allowance> _clients = [];
    private Allowance _strangers = new(StrangerBurst, 0);

    /// <summary>Whether another hello of this client is looked at; the source is its address and identifier.</summary>
    internal bool AllowsClient(string source, long nowMs)
    {
        string client = WithoutPort(source);
        if (!_clients.TryGetValue(client, out Allowance allowance))
        {
            if (_clients.Count >= MaxClients)
            {
                _clients.Clear();
            }

            allowance = new Allowance(ClientBurst, nowMs);
        }

        bool allows = allowance.TryTake(ClientBurst, ClientPerS, nowMs, out Allowance left);
        _clients[client] = left;
        return allows;
    }

    /// <summary>Whether another hello of a key that is not enrolled is answered.</summary>
    internal bool AllowsStranger(long nowMs) => _strangers.TryTake(StrangerBurst, StrangersPerS, nowMs, out _strangers);

    /// <summary>A client that connects again has another port and is the same.</summary>
    private static string WithoutPort(string source)
    {
        int end = source.IndexOf(' ', StringComparison.Ordinal);
        int port = source.LastIndexOf(':', end < 0 ? source.Length - 1 : end);
        return port < 0 || end < 0 ? source : source.Remove(port, end - port);
    }

    private readonly record struct Allowance(double Left, long AtMs)
    {
        internal bool TryTake(int burst, double perS, long nowMs, out Allowance after)
        {
            double left = Math.Min(burst, Left + (Math.Max(0, nowMs - AtMs) / 1000.0 * perS));
            after = new Allowance(left >= 1 ? left - 1 : left, nowMs);
            return left >= 1;
        }
    }
}
