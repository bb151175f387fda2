namespace Enviro.Wire.Tests;

/// <summary>A node's heap is small and never compacted in time: encoding must cost no more than the message itself.</summary>
public sealed class AllocationTests
{
    [Fact]
    public void Encoding_with_reused_writers_allocates_exactly_the_message_it_returns()
    {
        ReadingHeader header = SampleMessage.Header();
        Reading[] readings = SampleMessage.Readings();
        byte[] noAad = [];
        byte[] signature = new byte[CoseSign1.SignatureLength];
        CborWriter protectedHeader = new(ReadingHeader.MaxLength);
        CborWriter payload = new(SenmlPack.MaxLength);
        CborWriter sigStructure = new(ReadingMessage.MaxLength);
        CborWriter message = new(ReadingMessage.MaxLength);

        byte[] Encode()
        {
            protectedHeader.Reset();
            header.Write(protectedHeader);
            payload.Reset();
            SenmlPack.Write(payload, SampleMessage.BaseName, true, SampleMessage.Time, readings, readings.Length);
            sigStructure.Reset();
            CoseSign1.WriteSigStructure(sigStructure, protectedHeader.Buffer, 0, protectedHeader.Length, noAad, payload.Buffer, 0, payload.Length);
            message.Reset();
            CoseSign1.Write(message, protectedHeader.Buffer, 0, protectedHeader.Length, payload.Buffer, 0, payload.Length, signature);
            return message.ToArray();
        }

        int length = Encode().Length;
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] bare = new byte[length];
        long ofBareArray = GC.GetAllocatedBytesForCurrentThread() - before;

        before = GC.GetAllocatedBytesForCurrentThread();
        byte[] encoded = Encode();
        long ofEncoding = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(bare.Length, encoded.Length);
        Assert.Equal(ofBareArray, ofEncoding);
    }

    [Fact]
    public void Hashing_with_a_reused_instance_allocates_nothing()
    {
        Sha256 hash = new();
        byte[] message = new byte[1000];
        byte[] digest = new byte[Sha256.DigestLength];
        hash.Append(message, 0, message.Length);
        hash.Finish(digest, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        hash.Append(message, 0, message.Length);
        hash.Finish(digest, 0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
