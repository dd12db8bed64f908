namespace AbTest.Experiment;

/// <summary>What a day of the test says.</summary>
/// <param name="Day">From 1.</param>
/// <param name="Alone">Lift of this day alone.</param>
/// <param name="Running">Lift of all days so far.</param>
/// <param name="Bounds">Of the running lift; those of all days hold at once.</param>
internal sealed record LiftDay(int Day, LiftEstimate Alone, LiftEstimate Running, Interval Bounds);
