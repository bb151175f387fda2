using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>
/// One decoder under test. Whatever bytes it is given it takes or refuses in its own way, within <see cref="MaxTime"/> and <see cref="MaxAllocation"/>,
/// and what it has taken holds what <see cref="Holds"/> says.
/// </summary>
internal abstract class FuzzTarget
{
    /// <summary>Longest time of the processor for one input; a thousand times what any of them needs.</summary>
    internal static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(1);

    /// <summary>Name on the command line, and of the folder of its corpus.</summary>
    internal required string Name { get; init; }

    /// <summary>The methods it feeds, <c>Type.Method</c>; a test holds that no decoder is in no target.</summary>
    internal required string[] Decoders { get; init; }

    /// <summary>What holds of every input that is taken, besides that nothing else is thrown.</summary>
    internal required string Holds { get; init; }

    /// <summary>Valid inputs, made by the project's own code; the same bytes at each call.</summary>
    internal required Func<byte[][]> Seeds { get; init; }

    /// <summary>Bytes a decoder may allocate: the exception that refuses the input, and for each byte of it at most one object.</summary>
    internal static long MaxAllocation(int length) => 16_384 + (64L * length);

    /// <summary>Decodes; null, or <see cref="WireFormatException"/>, for what is refused.</summary>
    internal abstract object? Decode(byte[] input);

    /// <summary>Checks what was decoded; raises <see cref="BrokenPropertyException"/>.</summary>
    internal abstract void Check(byte[] input, object decoded);
}

/// <summary>A target whose decoder gives a <typeparamref name="T"/>.</summary>
internal sealed class FuzzTarget<T> : FuzzTarget
    where T : class
{
    internal required Func<byte[], T?> Decoder { get; init; }

    internal required Action<byte[], T> Checker { get; init; }

    internal override object? Decode(byte[] input) => Decoder(input);

    internal override void Check(byte[] input, object decoded)
    {
        Accessors.ReadAll(decoded);
        Checker(input, (T)decoded);
    }
}

/// <summary>Something that must hold does not.</summary>
internal sealed class BrokenPropertyException(string message) : Exception(message);

/// <summary>What targets expect.</summary>
internal static class Expect
{
    internal static void That(bool holds, string what)
    {
        if (!holds)
        {
            throw new BrokenPropertyException($"it does not hold that {what}");
        }
    }

    internal static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new BrokenPropertyException($"{what}: {Convert.ToHexStringLower(actual)} and not {Convert.ToHexStringLower(expected)}");
        }
    }

    /// <summary>One meaning has one encoding: what was taken is written again as the same bytes.</summary>
    internal static void Canonical(ReadOnlySpan<byte> input, ReadOnlySpan<byte> again) => Same(input, again, "written again, it has other bytes");
}
