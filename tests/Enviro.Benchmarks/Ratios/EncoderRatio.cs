namespace Enviro.Benchmarks;

/// <summary>Bytes that encoding a message allocates, against those of the array it returns.</summary>
internal static class EncoderRatio
{
    private const int Count = 10_000;

    internal static Ratio Measure()
    {
        EncodeBenchmark encoder = new();
        encoder.Encode();
        double encoding = BytesPerCall(encoder.EncodeMessage);
        double returned = BytesPerCall(encoder.ReturnedArray);

        // The array's share of what is allocated: 1 when nothing else is.
        return Ratio.Of("encode", "the array a reading message is returned in", "what encoding it allocates", "bytes", [(returned, encoding)], needed: 1);
    }

    private static double BytesPerCall(Func<byte[]> call)
    {
        // Twice, so that what the first calls of a method allocate once is not counted.
        Repeat(call);
        long start = GC.GetAllocatedBytesForCurrentThread();
        Repeat(call);
        return (GC.GetAllocatedBytesForCurrentThread() - start) / (double)Count;
    }

    private static void Repeat(Func<byte[]> call)
    {
        for (int i = 0; i < Count; i++)
        {
            GC.KeepAlive(call());
        }
    }
}
