namespace Enviro.Simulator;

/// <summary>Where a station stands in its world; a world uses what it knows of.</summary>
internal sealed record StationPlace
{
    /// <summary>Along the valley or river, downwards, from the source, m.</summary>
    internal double AlongM { get; init; }

    /// <summary>Across the valley from the source's axis, m.</summary>
    internal double AcrossM { get; init; }

    /// <summary>Height of its inlet above the ground, m.</summary>
    internal double HeightM { get; init; } = 2;

    /// <summary>From the axis of the nearest road, m.</summary>
    internal double RoadM { get; init; } = 100;

    /// <summary>Vehicles a day on that road.</summary>
    internal double TrafficPerDay { get; init; }
}
