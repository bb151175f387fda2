using BenchmarkDotNet.Attributes;
using Enviro.Ledger;
using Enviro.Tpm;

namespace Enviro.Benchmarks;

/// <summary>
/// What a seal costs beside the block's root: a software key's signature, or a TPM's counter and quote. The TPM is the one whose URI is in
/// the environment variable ENVIRO_TPM, such as tpm+tcp://127.0.0.1:2321; without one only the software key is measured.
/// </summary>
[InProcess]
[MemoryDiagnoser]
public class SealBenchmark
{
    private static readonly PcrSelection s_pcrs = PcrSelection.Sha256([.. Enumerable.Range(0, 16)]);
    private static readonly string? s_tpmUri = Environment.GetEnvironmentVariable("ENVIRO_TPM");

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
            _tpm = TpmDevice.Open(s_tpmUri!);
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
