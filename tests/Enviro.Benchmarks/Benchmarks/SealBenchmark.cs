using BenchmarkDotNet.Attributes;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Benchmarks;

/// <summary>
/// What a seal costs beside the block's root: a software key's signature, or a TPM's counter and quote. The TPM is a swtpm whose socket is in
/// the environment variable ENVIRO_SWTPM, such as tpm+tcp://127.0.0.1:2321; without one only the software key is measured.
/// </summary>
[InProcess]
[MemoryDiagnoser]
public class SealBenchmark
{
    private static readonly PcrSelection s_pcrs = PcrSelection.Sha256([.. Enumerable.Range(0, 16)]);
    private static readonly string? s_tpmUri = Environment.GetEnvironmentVariable("ENVIRO_SWTPM");

    private ScratchFolder? _scratch;
    private readonly byte[] _header = new byte[BlockHeader.MaxLength];
    private SigningKey? _software;
    private TpmDevice? _tpm;
    private AttestationKey? _attestationKey;
    private RollbackCounter? _counter;

    public static IEnumerable<string> Keys => s_tpmUri is null ? ["software"] : ["software", "tpm"];

    [ParamsSource(nameof(Keys))]
    public string Key { get; set; } = "";

    [GlobalSetup]
    public void Open()
    {
        _scratch = new ScratchFolder();
        _software = SigningKey.Create(_scratch.PathOf("seal.pem"));
        if (Key == "tpm")
        {
            // Thousands of increments would wear out the counter's memory in a chip, and the counter would be left behind there.
            if (!s_tpmUri!.StartsWith("tpm+", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"{s_tpmUri} is no socket of a swtpm; a TPM chip is not for benchmarks.");
            }

            _tpm = TpmDevice.Open(s_tpmUri);
            _attestationKey = AttestationKey.Open(_tpm);
            _counter = RollbackCounter.Open(_tpm);
        }
    }

    [Benchmark]
    public Seal SealHeader()
    {
        if (_attestationKey is null)
        {
            return Seal.Sign(_software!, _header);
        }

        _counter!.Advance();
        Quote quote = _attestationKey.Quote(BlockHeader.HashOf(_header), s_pcrs);
        return Seal.FromQuote(quote.AttestBytes, quote.Signature);
    }

    [GlobalCleanup]
    public void Free()
    {
        _tpm?.Dispose();
        _software!.Dispose();
        _scratch!.Dispose();
    }
}
