using System;

namespace Enviro.Wire.SelfTest;

/// <summary>One group of checks.</summary>
internal delegate void Trial(Tally tally);

/// <summary>Counts checks and prints each: <c>ok NAME</c>, or <c>FAIL NAME</c> and what was there instead.</summary>
internal sealed class Tally
{
    internal int Passed { get; private set; }

    internal int Failed { get; private set; }

    /// <summary>Runs a group; an exception in it is one failure, and the next group runs all the same.</summary>
    internal void Run(string name, Trial trial)
    {
        try
        {
            trial(this);
        }
        catch (Exception error)
        {
            Fail(name, "raised " + error.Message);
        }
    }

    /// <summary>Bytes that must be those of <paramref name="expected"/>, in hexadecimal.</summary>
    internal void Equal(string name, string expected, byte[] actual)
    {
        string text = Hex.Encode(actual);
        if (text == expected)
        {
            Pass(name);
        }
        else
        {
            Fail(name, "is " + text);
        }
    }

    /// <summary>A number that must be <paramref name="expected"/>.</summary>
    internal void Number(string name, long expected, long actual)
    {
        if (actual == expected)
        {
            Pass(name);
        }
        else
        {
            Fail(name, "is " + actual.ToString());
        }
    }

    /// <summary>Something that must hold.</summary>
    internal void True(string name, bool holds)
    {
        if (holds)
        {
            Pass(name);
        }
        else
        {
            Fail(name, "does not hold");
        }
    }

    private void Pass(string name)
    {
        Passed++;
        Console.WriteLine("ok " + name);
    }

    private void Fail(string name, string why)
    {
        Failed++;
        Console.WriteLine("FAIL " + name + " " + why);
    }
}
