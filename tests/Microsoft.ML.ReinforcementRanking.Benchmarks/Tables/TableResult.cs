namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>One log and seed: what a process of its own hands back.</summary>
/// <param name="Log">Which log.</param>
/// <param name="Rows">Rows of the log.</param>
/// <param name="LoggedMeans">Of the test rows, by response.</param>
/// <param name="Methods">Every method, TSCAC last.</param>
/// <param name="Sweep">TSCAC by constraint strength, strongest first.</param>
/// <param name="ChosenStrength">The strength that the validation rows chose.</param>
/// <param name="Seconds">That it took.</param>
internal sealed record TableResult(
    string Log, int Rows, IReadOnlyList<double> LoggedMeans, IReadOnlyList<TableRow> Methods, IReadOnlyList<TableRow> Sweep, double ChosenStrength,
    double Seconds);

/// <summary>A policy on the test rows, and in truth.</summary>
/// <param name="Name">Method, or constraint strength.</param>
/// <param name="FitSeconds">That training took; of a strength, 0.</param>
/// <param name="Temperature">At which it is compared.</param>
/// <param name="Estimates">NCIS by response.</param>
/// <param name="EffectiveShare">Effective sample size over rows.</param>
/// <param name="CappedWeight">Mean capped weight.</param>
/// <param name="PlaceboLift">Lift of what no policy can change.</param>
/// <param name="Truth">What simulated users did per session, by <see cref="TrueValues.Responses"/>; null on a real log.</param>
internal sealed record TableRow(
    string Name, double FitSeconds, double Temperature, IReadOnlyList<double> Estimates, double EffectiveShare, double CappedWeight, double PlaceboLift,
    IReadOnlyList<double>? Truth);
