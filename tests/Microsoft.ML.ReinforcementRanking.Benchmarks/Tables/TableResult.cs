namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Represents the result of one log and seed, which a child process returns.</summary>
/// <param name="Log">The name of the log.</param>
/// <param name="Rows">The number of rows of the log.</param>
/// <param name="LoggedMeans">The means of the responses of the test rows.</param>
/// <param name="Methods">The results of every method. TSCAC comes last.</param>
/// <param name="Sweep">The results of TSCAC by constraint strength, from the strongest on.</param>
/// <param name="ChosenStrength">The constraint strength that was chosen on the validation rows.</param>
/// <param name="Seconds">The duration in seconds.</param>
internal sealed record TableResult(
    string Log, int Rows, IReadOnlyList<double> LoggedMeans, IReadOnlyList<TableRow> Methods, IReadOnlyList<TableRow> Sweep, double ChosenStrength,
    double Seconds);

/// <summary>Represents the estimates of a policy on the test rows, and its true values.</summary>
/// <param name="Name">The name of the method, or the constraint strength.</param>
/// <param name="FitSeconds">The duration of training in seconds, or 0 for a constraint strength.</param>
/// <param name="Temperature">The temperature at which the policy is compared.</param>
/// <param name="Estimates">The NCIS estimates by response.</param>
/// <param name="EffectiveShare">The effective sample size divided by the number of rows.</param>
/// <param name="CappedWeight">The mean capped weight.</param>
/// <param name="PlaceboLift">The lift of the negative control.</param>
/// <param name="Truth">The true values per session of <see cref="TrueValues.Responses"/>, or null for a real log.</param>
internal sealed record TableRow(
    string Name, double FitSeconds, double Temperature, IReadOnlyList<double> Estimates, double EffectiveShare, double CappedWeight, double PlaceboLift,
    IReadOnlyList<double>? Truth);
