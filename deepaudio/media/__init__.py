"""Reading media: facts of files and frames of pictures, through PyAV."""
