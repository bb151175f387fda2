using BenchmarkDotNet.Attributes;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>Encoding a reading message; allocated must equal that of the array it returns, the ratio 1.00.</summary>
[InProcess]
[MemoryDiagnoser]
public class EncodeBenchmark
{
    private readonly byte[] _signature = new byte[CoseSign1.SignatureLength];
    private readonly ReadingEncoder _encoder = new("urn:dev:mac:0024befffe804ff1");
    private readonly ReadingHeader _header = new()
    {
        KeyId = new byte[Sha256.DigestLength],
        HasIssuedAt = true,
        IssuedAt = 1_760_000_000,
        Boot = 1,
        Sequence = 4711,
        Previous = new byte[Sha256.DigestLength],
    };

    private int _length;

    [GlobalSetup]
    public void Encode() => _length = EncodeMessage().Length;

    [Benchmark(Baseline = true)]
    public byte[] ReturnedArray() => new byte[_length];

    [Benchmark]
    public byte[] EncodeMessage()
    {
        _encoder.Prepare(_header, 1_760_000_000);
        return _encoder.Complete(_signature);
    }
}
