using System.Collections;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Files;

/// <summary>
/// The exception of a model file that cannot be loaded. Users catch it as a <see cref="FormatException"/>, which is all that its documentation promises.
/// </summary>
internal sealed class ModelFileException(string message) : FormatException(message)
{
    /// <summary>
    /// Gets the data of the exception, as for every exception, but not for ML.NET: its loaders call each other by reflection, and hide what one of them
    /// throws behind an exception that says nothing. Before they do, they look whether the data have a mark of ML.NET's. This is where the exception leaves
    /// the reflection (docs/decisions/0042-errors-of-model-files.md).
    /// </summary>
    public override IDictionary Data
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        get
        {
            if (new StackFrame(skipFrames: 1).GetMethod()?.Module.Assembly == typeof(Contracts).Assembly)
                ExceptionDispatchInfo.Throw(this);
            return base.Data;
        }
    }
}
