using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Benchmarks;
using Microsoft.ML.ReinforcementRanking.Benchmarks.Scoring;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
// A process whose start is measured does not build the command line.
return args is [ServingProcess.CommandName, var kind, var file] ? ServingProcess.Run(kind, file) : Studies.Root().Parse(args).Invoke();
