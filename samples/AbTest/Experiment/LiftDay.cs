namespace AbTest.Experiment;

/// <summary>Represents the lifts on one day of the test.</summary>
/// <param name="Day">The day, counted from 1.</param>
/// <param name="Alone">The lift of this day alone.</param>
/// <param name="Running">The lift of all days so far.</param>
/// <param name="Bounds">The bounds of the running lift. The bounds of all days hold at the same time.</param>
internal sealed record LiftDay(int Day, LiftEstimate Alone, LiftEstimate Running, Interval Bounds);
