// Tests do not run in parallel, because fits share the processor's cores, and some tests observe state of the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
