using BenchmarkDotNet.Attributes;
using Enviro.Wire;

namespace Enviro.Benchmarks;

/// <summary>Software P-256 of nodes without a secure element, on this machine; a board's interpreter is another matter.</summary>
[InProcess]
[MemoryDiagnoser]
public class P256Benchmark
{
    private readonly P256 _p256 = new();
    private readonly byte[] _privateKey = Sha256.HashData([1]);
    private readonly byte[] _digest = Sha256.HashData([2]);
    private readonly byte[] _publicKey = new byte[P256.PublicKeyLength];
    private readonly byte[] _signature = new byte[P256.SignatureLength];
    private readonly byte[] _secret = new byte[P256.SharedSecretLength];

    [GlobalSetup]
    public void Prepare()
    {
        if (!_p256.TryGetPublicKey(_privateKey, _publicKey))
        {
            throw new InvalidOperationException("The benchmark's private key is not valid.");
        }

        Sign();
    }

    [Benchmark]
    public P256 Create() => new();

    [Benchmark]
    public void Sign() => _p256.Sign(_privateKey, _digest, _signature);

    [Benchmark]
    public bool Verify() => _p256.Verify(_publicKey, _digest, _signature);

    [Benchmark]
    public bool Agree() => _p256.TryAgree(_privateKey, _publicKey, _secret);
}
