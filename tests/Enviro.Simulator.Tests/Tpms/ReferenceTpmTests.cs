using System.Buffers.Binary;
using Enviro.Gateway;
using Enviro.Tpm;

namespace Enviro.Simulator.Tests;

/// <summary>
/// The same commands to the reference implementation (swtpm) and to the simulated TPM: the answers agree in all but keys, signatures, random values,
/// clock and counts, and what names the maker.
/// </summary>
public sealed class ReferenceTpmTests
{
    [Fact]
    public void A_gateways_life_gets_the_same_answers()
    {
        using Swtpm reference = Swtpm.Start();
        SimulatedTpm simulated = new(new SimulationRandom(1), () => Environment.TickCount64);
        List<(byte[] Command, byte[] Response)> expected = [];
        List<(byte[] Command, byte[] Response)> actual = [];

        // swtpm is started when it answers; so is the simulated one then.
        using (TpmDevice tpm = new(simulated.Connect()))
        {
            tpm.Startup();
        }

        Live(_ => new RecordingChannel(TpmChannel.Open(reference.Uri), expected), reference.Reset);
        Live(_ => new RecordingChannel(simulated.Connect(), actual), simulated.Reset);

        Assert.Equal(
            expected.Select(talk => TpmAnswer.Shape(talk.Command, talk.Response)),
            actual.Select(talk => TpmAnswer.Shape(talk.Command, talk.Response)));
        Assert.True(expected.Count > 50, $"only {expected.Count} commands");
    }

    // Open, seal, sign and certify, reset, seal again; then the rest of what the library can ask.
    private static void Live(Func<string, ITpmChannel> open, Action reset)
    {
        string uri = $"tpm:reference/{Guid.NewGuid():N}";
        byte[] header = new byte[100];
        using (TpmSealKey seal = new(uri, open))
        using (TpmServiceKey service = new(uri, TpmKeyPurpose.GatewayService, open))
        {
            ulong counter = seal.AdvanceRollbackCounter(0);
            seal.Seal(header);
            service.SignDigest(new byte[32]);
            service.Certify([1, 2, 3]);
            reset();
            Assert.Throws<SealingException>(() => seal.AdvanceRollbackCounter(counter));
            seal.AdvanceRollbackCounter(counter);
            seal.Seal(header);
            service.SignDigest(new byte[32]);
        }

        using TpmDevice tpm = TpmDevice.Open(open(uri));
        tpm.GetRandom(16);
        tpm.PcrExtend(8, new byte[32]);
        tpm.PcrRead(PcrSelection.Sha256(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 17, 23));
        tpm.ReadClock();
        tpm.GetHandles(TpmHandles.PersistentFirst);
        tpm.GetHandles(0x01000000);
        tpm.FlushContext(tpm.CreatePrimary(TpmHandles.Endorsement, TpmPublic.AttestationTemplate, TpmAuthorization.Empty).Handle);
        using (StorageKey.Load(tpm))
        {
        }

        tpm.EvictControl(AttestationKey.DefaultHandle, AttestationKey.DefaultHandle, TpmAuthorization.Empty);
        tpm.Shutdown();
    }
}

/// <summary>What of an answer does not depend on which TPM gave it.</summary>
internal static class TpmAnswer
{
    private const int HeaderSize = 10;

    /// <summary>Command code, and the answer with everything that is a TPM's own replaced by its size.</summary>
    public static string Shape(byte[] command, byte[] response)
    {
        TpmCommandCode code = (TpmCommandCode)BinaryPrimitives.ReadUInt32BigEndian(command.AsSpan(6));
        Cursor cursor = new(response);
        string shape = $"{code}: {cursor.Plain(HeaderSize)}";
        if (response.Length == HeaderSize)
        {
            return shape;
        }

        bool hasSessions = command[1] == 2;
        string handle = code == TpmCommandCode.CreatePrimary ? cursor.Plain(4) : "";
        string size = hasSessions ? cursor.Plain(4) : "";
        return $"{shape} {handle} {size} {Parameters(code, cursor)} {cursor.Plain(cursor.Remaining)}";
    }

    private static string Parameters(TpmCommandCode code, Cursor cursor) => code switch
    {
        TpmCommandCode.CreatePrimary =>
            $"{Public(cursor)} {cursor.Sized()} {cursor.Size()} {cursor.Plain(6)} {cursor.Size()} {cursor.Name()}",
        TpmCommandCode.ReadPublic => $"{Public(cursor)} {cursor.Name()} {cursor.Name()}",
        TpmCommandCode.Quote => $"{Attested(cursor)} {Signature(cursor)}",
        TpmCommandCode.Certify => $"{Attested(cursor)} {cursor.Name()} {cursor.Name()} {Signature(cursor)}",
        TpmCommandCode.Sign => Signature(cursor),
        TpmCommandCode.GetRandom => cursor.Size(),
        TpmCommandCode.NvReadPublic => $"{cursor.Sized()} {cursor.Sized()}",
        TpmCommandCode.NvRead => cursor.Size(),
        TpmCommandCode.ReadClock => $"time, clock {cursor.Skip(16)} {cursor.Plain(8)} {cursor.Plain(1)}",
        _ => "",
    };

    // TPMT_PUBLIC: all but the point, which is 2 · (2 + 32) bytes at its end.
    private static string Public(Cursor cursor)
    {
        int size = cursor.UInt16();
        return $"public {size} {cursor.Plain(size - 68)} {cursor.Size()} {cursor.Size()}";
    }

    // TPMS_ATTEST up to what it is about; clock, counts and firmware version are each TPM's own. A quote's PCR part follows as one.
    private static string Attested(Cursor cursor) =>
        $"attest {cursor.UInt16()} {cursor.Plain(6)} {cursor.Name()} {cursor.Sized()} "
        + $"clock {cursor.Skip(16)} {cursor.Plain(1)} firmware {cursor.Skip(8)}"
        + (cursor.PeekUInt32() == 1 ? cursor.Plain(10) + cursor.Sized() : "");

    private static string Signature(Cursor cursor) => $"{cursor.Plain(4)} {cursor.Size()} {cursor.Size()}";

    private sealed class Cursor(byte[] bytes)
    {
        private int _position;

        public int Remaining => bytes.Length - _position;

        public string Plain(int count) => Convert.ToHexStringLower(Take(count));

        public string Skip(int count) => $"({Take(count).Length})";

        public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

        public uint PeekUInt32() => Remaining >= 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(_position)) : 0;

        public string Sized()
        {
            int size = UInt16();
            return $"{size}:{Plain(size)}";
        }

        public string Size() => Skip(UInt16());

        /// <summary>A Name: its size and algorithm; the digest is over a key.</summary>
        public string Name()
        {
            int size = UInt16();
            return $"name {size} {Plain(2)} {Skip(size - 2)}";
        }

        private ReadOnlySpan<byte> Take(int count)
        {
            _position += count;
            return bytes.AsSpan(_position - count, count);
        }
    }
}
