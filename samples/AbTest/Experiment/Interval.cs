namespace AbTest.Experiment;

/// <summary>Represents the bounds of a lift.</summary>
internal readonly record struct Interval(double LowerBound, double UpperBound)
{
    public double Width => UpperBound - LowerBound;

    /// <summary>Whether the interval excludes that the arms are equal.</summary>
    public bool ExcludesZero => LowerBound > 0 || UpperBound < 0;

    public bool Contains(double lift) => LowerBound <= lift && lift <= UpperBound;
}
